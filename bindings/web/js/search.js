// @phiward/web/search: protocols, searched in the browser; a second module builds indexes, where a page does that.

import * as check from "../../js/src/check.js";
import { PhiwardError } from "../../js/src/errors.js";
import { searching } from "../../js/src/search.js";
import { lazyModule } from "./core.js";

export { PhiwardError } from "../../js/src/errors.js";

// An index of one protocol, 101 Seizure: a test of `phiward-search` makes it again.
const INDEX = "UEhXU0xJQgABAAAAAQAAABUAAAAAAAAAAAAAAADTAAAAAAAAACYAAAAAAAAAUEhXU1JDSAABAAAAAQAAANTnIRmFDyzCDQAAABAAAAAgAAAACAAAABYAAAACAAAABAAAAAQAAAATAAAABAAAAAAAAAAPAAAAAAAAAAAAAAAAAAAAAAAAAAACAAAAAAAAAAQAAAADAAAABwAAAAAAAAABAAAAAAAAAAEAAAD//////////wAAAAABAAcAAQAAAAAAAAAAAAAAAAZzZWl6dXICBwC2AAAAAAAAAAABAAAAAAAAAAAAAAAAAzEwMQAAAAAAAAFhAAMxMDEHU2VpenVyZVBIV1RFWFQA1OchGYUPLMIBAAAAAQAAAAAAAAAAAAAAAAAAAAAA";

/** A protocol is found by its number. */
function testSearch(core) {
  const library = core.ProtocolLibrary.open(Uint8Array.from(atob(INDEX), (letter) => letter.charCodeAt(0)));
  const answer = JSON.parse(library.search("101", ""));
  library.free();
  known(answer.answer === "hits" && answer.protocols[0].sections[0].id === "a");
}

/** An index begins as its format says. */
function testBuild(core) {
  const [first] = core.buildIndex('{"_id":"a","number":"101","name":"Seizure"}', "");
  known(first === atob(INDEX).charCodeAt(0));
}

function known(isKnown) {
  if (!isKnown) throw new PhiwardError("self_test_failed");
}

const SOURCE = ["url", "bytes", "module"];
const queryUrl = () => new URL("./search_bg.wasm", import.meta.url);
const buildUrl = () => new URL("./search-build_bg.wasm", import.meta.url);
const query = lazyModule(() => import("../gen/search.js"), queryUrl, testSearch);
const builder = lazyModule(() => import("../gen/search-build.js"), buildUrl, testBuild);
let querySource;
let buildSource;

/** Loads the module of queries now, and says from where; `build` says the same of the one that builds indexes. */
export async function init(options) {
  const { build, ...own } = check.options(options, [...SOURCE, "build"]);
  if (Object.keys(own).length > 0) querySource = own;
  if (build !== undefined) buildSource = check.options(build, SOURCE);
  await query.init(querySource);
}

export const { buildIndex, SearchIndex } = searching(
  { native: query.get, ready: () => query.init(querySource) },
  { native: builder.get, ready: () => builder.init(buildSource) },
);
