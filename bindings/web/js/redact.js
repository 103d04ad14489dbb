// @phiward/web/redact: redaction, and its dictionaries, which are loaded when they are first needed.

import * as check from "../../js/src/check.js";
import { PhiwardError, toPhiwardError } from "../../js/src/errors.js";
import { redaction } from "../../js/src/redact.js";
import { lazyModule } from "./core.js";

export { PhiwardError } from "../../js/src/errors.js";
export { MASK, Phi, phi } from "../../js/src/phi.js";

const moduleUrl = () => new URL("./redact_bg.wasm", import.meta.url);
const lexiconUrl = () => new URL("./lexicon.bin", import.meta.url);
const taggerUrl = () => new URL("./tagger.bin", import.meta.url);
let source = {};
const module = lazyModule(() => import("../gen/redact.js"), moduleUrl, loadDictionaries);

async function loadDictionaries(core) {
  const [lexicon, tagger] = await Promise.all([
    bytesOf(source.lexicon, lexiconUrl),
    bytesOf(source.tagger, taggerUrl),
  ]);
  try {
    core.loadData(lexicon, tagger);
  } catch (thrown) {
    throw toPhiwardError(thrown);
  }
}

async function bytesOf(given, defaultUrl) {
  if (given !== undefined && check.isBytes(given)) return check.bytes(given, "a dictionary");
  const url = given ?? defaultUrl();
  if (url instanceof URL && url.protocol === "file:" && typeof process !== "undefined") {
    const fs = await import(/* @vite-ignore */ /* webpackIgnore: true */ ["node", "fs/promises"].join(":"));
    return fs.readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new PhiwardError("module_load_failed", "the dictionaries could not be loaded");
  return new Uint8Array(await response.arrayBuffer());
}

/** Loads module and dictionaries now, and says from where. */
export async function init(options) {
  const read = check.options(options, ["url", "bytes", "module", "lexicon", "tagger"]);
  if (Object.keys(read).length > 0) source = read;
  await module.init(source);
}

export const { Redactor, TokenMap } = redaction({
  native: module.get,
  ready: () => module.init(source),
});
