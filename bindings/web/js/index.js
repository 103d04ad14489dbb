// @phiward/web: envelopes and vaults. Redaction is at `@phiward/web/redact`.

import * as check from "../../js/src/check.js";
import { core } from "../../js/src/errors.js";
import { fields } from "../../js/src/fields.js";
import { phiSafeLog } from "../../js/src/loggable.js";
import { relays } from "../../js/src/relay.js";
import { vaults } from "../../js/src/vault.js";
import { webBackend } from "./backend.js";
import { lazyModule } from "./core.js";
import { testCrypto } from "./self-test.js";
import { vaultStore } from "./store.js";

export { PhiwardError } from "../../js/src/errors.js";
export { MASK, Phi, phi } from "../../js/src/phi.js";
export { loggable } from "../../js/src/loggable.js";
export { capabilities } from "./runtime.js";

const moduleUrl = () => new URL("./crypto_bg.wasm", import.meta.url);
const workerUrl = () => new URL("./worker.js", import.meta.url);
let source;
const module = lazyModule(() => import("../gen/crypto.js"), moduleUrl, testCrypto);

/** A worker that holds the module; it says when it is ready. */
function workerOf() {
  if (typeof Worker !== "function") return undefined;
  const given = source?.workerUrl ?? workerUrl;
  const url = typeof given === "function" ? given() : given;
  if (url === undefined) return undefined;
  const worker = new Worker(url, { type: "module" });
  worker.postMessage({ wasm: source?.module ?? source?.bytes ?? String(source?.url ?? moduleUrl()) });
  return worker;
}

const backend = { ...webBackend(module, workerOf), ready: () => module.init(source) };

/**
 * Loads the module now, and says from where: `{ url }`, `{ bytes }` or `{ module }`. Without this call the first
 * use loads it from beside the package.
 */
export async function init(options) {
  const read = check.options(options, ["url", "bytes", "module", "workerUrl"]);
  if (Object.keys(read).length > 0) source = read;
  await module.init(source);
}

export const { Phiward, PhiwardV1, RecordKey } = vaults(backend);
export const EnvelopeRelay = relays(backend);
export const { fieldPolicy, PseudonymKey, loggableFields } = fields(backend);
export const safeLog = (sink) => phiSafeLog(loggableFields, sink);
export const VaultStore = vaultStore(Phiward);

/** Checks that a text is a recovery code, as a form does while it is typed. */
export function checkRecoveryCode(words) {
  check.text(words, "words");
  core(() => backend.native().checkRecoveryCode(words));
}

/** @internal What the inline entry says before anything is loaded. */
init.source = (inline) => {
  source ??= inline;
};
