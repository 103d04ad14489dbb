// @phiward/web/search: protocols, searched in the browser.

import { searching } from "../../js/src/search.js";
import { capability } from "./core.js";
import { searchUrl } from "./urls.js";

export { PhiwardError } from "../../js/src/errors.js";

/** A protocol is found by its number. */
function selfTest(core) {
  const library = core.ProtocolLibrary.open(core.buildIndex('{"_id":"a","number":"101","name":"Seizure"}', ""));
  const answer = JSON.parse(library.search("101", ""));
  library.free();
  return answer.answer === "hits" && answer.protocols[0].sections[0].id === "a";
}

const entry = capability(() => import("../gen/search.js"), searchUrl, selfTest);
export const { init } = entry;
export const { buildIndex, SearchIndex } = searching(entry.backend);
