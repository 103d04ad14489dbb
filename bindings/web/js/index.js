// @phiward/web: envelopes and vaults. Redaction is at `@phiward/web/redact`.

import * as check from "../../js/src/check.js";
import { vaults } from "../../js/src/vault.js";
import { webBackend } from "./backend.js";
import { lazyModule, mustPass } from "./core.js";
import { testLate } from "./late-test.js";
import { testCrypto } from "./self-test.js";

export { PhiwardError } from "../../js/src/errors.js";
export { MASK, Phi, phi } from "../../js/src/phi.js";
export { loggable } from "../../js/src/loggable.js";
export { capabilities } from "./runtime.js";

const lateUrl = () => new URL("./late_bg.wasm", import.meta.url);
const moduleUrl = () => new URL("./crypto_bg.wasm", import.meta.url);
const workerUrl = () => new URL("./worker.js", import.meta.url);
const SOURCE = ["url", "bytes", "module"];
let source;
const module = lazyModule(() => import("../gen/crypto.js"), moduleUrl, mustPass(testCrypto));
const late = lazyModule(() => import("../gen/late.js"), lateUrl, mustPass(testLate));

/** A worker that holds the late module; it says when it is ready. */
function workerOf() {
  if (typeof Worker !== "function") return undefined;
  const place = source?.workerUrl ?? workerUrl;
  const url = typeof place === "function" ? place() : place;
  if (url === undefined) return undefined;
  const worker = new Worker(url, { type: "module" });
  const given = source?.late;
  worker.postMessage({ wasm: given?.module ?? given?.bytes ?? String(given?.url ?? lateUrl()) });
  return worker;
}

const backend = webBackend(
  { get: module.get, init: () => module.init(source) },
  { init: () => late.init(source?.late) },
  workerOf,
);

/**
 * Loads the module now, and says from where: `{ url }`, `{ bytes }` or `{ module }`. Without this call the first
 * use loads it from beside the package. `late` says the same of what is needed seldom: Argon2id, recovery words,
 * and what envelopes and vaults say about themselves.
 */
export async function init(options) {
  const read = check.options(options, [...SOURCE, "workerUrl", "late"]);
  check.options(read.late, SOURCE);
  if (Object.keys(read).length > 0) source = read;
  await module.init(source);
}

export const { Phiward, PhiwardV1, RecordKey, checkRecoveryCode } = vaults(backend);

let store;
/** Keeps the vaults of this browser, one for each account, under a hash of the e-mail address. */
export class VaultStore {
  static name = "VaultStore";

  static async open(options) {
    // A page without accounts does not load this.
    const { vaultStore } = await import("./store.js");
    store ??= vaultStore(Phiward, VaultStore);
    return store.open(options);
  }
}

/** @internal What the inline entry says before anything is loaded. */
init.source = (inline) => {
  source ??= inline;
};
