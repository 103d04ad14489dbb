// The one error of the JavaScript packages.

// Codes that the shell itself throws; every other code comes from the core.
const SENTENCES = {
  invalid_argument: "an argument has the wrong type",
  aborted: "the operation was aborted",
  internal: "a fault of this library",
  unsupported_runtime: "this runtime lacks something that the library needs",
  not_ready: "the module has not been loaded yet",
  module_load_failed: "the WebAssembly module could not be loaded",
  self_test_failed: "a known answer was not the one that is known",
  storage_blocked: "the storage of the browser is blocked or not there",
  storage_quota: "the storage of the browser is full",
  vault_exists: "a vault of this account is stored already",
  vault_not_found: "no vault of this account is stored",
  not_permitted: "this object has no way to do that",
  too_large: "the envelope is larger than is accepted",
  key_not_accepted: "the envelope is of a key that is not accepted",
  call_timeout: "the call took longer than its time",
  version_not_accepted: "the envelope is of a version that is not accepted",
};
const RETRYABLE = new Set([
  "aborted",
  "entropy_unavailable",
  "backend_unavailable",
  "kdf_out_of_memory",
  "audit_unavailable",
  "module_load_failed",
  "circuit_open",
  "call_timeout",
  "rate_limited",
  "in_flight",
  "storage_failed",
  "storage_contended",
]);
const CROSSED = /^([a-z0-9_]{1,64})\n(.*)$/s;

/** What every call of this library throws. Neither `code` nor `message` holds input. */
export class PhiwardError extends Error {
  static name = "PhiwardError";
  /**
   * @param {string} code
   * @param {string} [reason]
   */
  constructor(code, reason = SENTENCES[code] ?? SENTENCES.internal) {
    super(reason);
    this.name = "PhiwardError";
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}

/** An error that says when the call may be made again. Under load it is too common for collecting its stack. */
export function refusal(code, reason, retryAfterMs) {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const error = new PhiwardError(code, reason);
    error.retryAfterMs = retryAfterMs;
    return error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Turns whatever a backend threw into a `PhiwardError`, and drops what it does not know. */
export function toPhiwardError(thrown) {
  if (thrown instanceof PhiwardError) return thrown;
  const text = typeof thrown === "string" ? thrown : thrown instanceof Error ? thrown.message : "";
  const crossed = CROSSED.exec(text);
  // A message that is not ours may quote a value.
  return crossed ? new PhiwardError(crossed[1], crossed[2]) : new PhiwardError("internal");
}

/** Runs a call into the core. */
export function core(call) {
  try {
    return call();
  } catch (thrown) {
    throw toPhiwardError(thrown);
  }
}

/** Waits for a call into the core. */
export async function coreAsync(call) {
  try {
    return await call();
  } catch (thrown) {
    throw toPhiwardError(thrown);
  }
}
