// Checks of arguments: the core is given what it expects, and nothing is echoed.

import { PhiwardError } from "./errors.js";

const invalid = (reason) => new PhiwardError("invalid_argument", reason);

export function text(value, name) {
  if (typeof value !== "string") throw invalid(`${name} must be a string`);
  return value;
}

export function filledText(value, name) {
  if (text(value, name) === "") throw invalid(`${name} must not be empty`);
  return value;
}

export const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
  || (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer);

/** The bytes of a buffer or a view, without a copy. */
export function bytes(value, name) {
  if (value instanceof Uint8Array) {
    if (value.length === 0 && isDetached(value.buffer)) throw invalid(`${name} has been detached`);
    return value;
  }
  if (!isBytes(value)) throw invalid(`${name} must be a Uint8Array, an ArrayBuffer or a view`);
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (isDetached(buffer)) throw invalid(`${name} has been detached`);
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

/** A buffer that was transferred has no bytes, and views of it cannot be made. */
function isDetached(buffer) {
  if (typeof buffer.detached === "boolean") return buffer.detached;
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

export function secret32(value, name) {
  const secret = bytes(value, name);
  if (secret.length !== 32) throw invalid(`${name} must be 32 bytes`);
  return secret;
}

export function count(value, name) {
  if (!Number.isSafeInteger(value) || value < 0) throw invalid(`${name} must be a whole number from 0 on`);
  return value;
}

export function object(value, name) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw invalid(`${name} must be an object`);
  }
  return value;
}

export function instance(value, type, name) {
  if (!(value instanceof type)) throw invalid(`${name} must be a ${type.name}`);
  return value;
}

/** The options of a call: an object without names that the call does not know. */
export function options(value, known) {
  if (value === undefined) return {};
  for (const name of Object.keys(object(value, "options"))) {
    if (!known.includes(name)) throw invalid("the options have an unknown name");
  }
  return value;
}

export function signal(value) {
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || typeof value.aborted !== "boolean") {
    throw invalid("signal must be an AbortSignal");
  }
  if (value.aborted) throw new PhiwardError("aborted");
  return value;
}

/** Lets an abort win over a call that cannot be stopped; what the call gives then is dropped by `discard`. */
export function abortable(promise, abort, discard = () => {}) {
  if (abort === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(new PhiwardError("aborted"));
      promise.then(discard, () => {});
    };
    abort.addEventListener("abort", onAbort, { once: true });
    promise.then(
      (value) => {
        abort.removeEventListener("abort", onAbort);
        resolve(value);
      },
      (error) => {
        abort.removeEventListener("abort", onAbort);
        reject(error);
      },
    );
  });
}

const CONTENT = new Set(["bytes", "text", "json"]);
const PURPOSES = new Set(["record", "file", "file-metadata", "export"]);
const SEAL_NAMES = ["context", "purpose", "signal"];
const NO_CONTEXT = "";

/** The options of sealing, as the core reads them. */
export function sealOptions(value, content = "bytes") {
  if (value === undefined) return content === "bytes" ? NO_CONTEXT : `{"content":"${content}"}`;
  const { context, purpose } = options(value, SEAL_NAMES);
  signal(value.signal);
  const read = { context: contextOf(context) };
  if (purpose !== undefined) {
    if (!PURPOSES.has(purpose)) throw invalid("purpose must be record, file, file-metadata or export");
    read.purpose = purpose;
  }
  if (content !== "bytes") read.content = content;
  return JSON.stringify(read);
}

const OPEN_NAMES = ["context", "as", "signal"];

/** The options of opening, as the core reads them. */
export function openOptions(value) {
  if (value === undefined) return NO_CONTEXT;
  const { context, as } = options(value, OPEN_NAMES);
  signal(value.signal);
  if (as !== undefined && !CONTENT.has(as)) throw invalid("as must be bytes, text or json");
  return context === undefined ? NO_CONTEXT : JSON.stringify({ context: contextOf(context) });
}

function contextOf(context) {
  if (context === undefined) return {};
  for (const value of Object.values(object(context, "context"))) {
    if (typeof value !== "string") throw invalid("context must be an object of strings");
  }
  return context;
}

const KDF = new Set(["argon2id", "argon2id-low-memory", "pbkdf2"]);

/** The options of a vault, as the core reads them. */
export function vaultOptions({ kdf, caps, idleMs }) {
  const read = {};
  if (kdf !== undefined) {
    if (typeof kdf === "string" ? !KDF.has(kdf) : object(kdf, "kdf") === null) {
      throw invalid("kdf must be argon2id, argon2id-low-memory, pbkdf2 or parameters");
    }
    read.kdf = typeof kdf === "string" ? kdf : kdfOf(kdf);
  }
  if (caps !== undefined) {
    const { memoryKib, passes, iterations } = options(caps, ["memoryKib", "passes", "iterations"]);
    read.caps = { memory_kib: memoryKib, passes, iterations };
    for (const cap of [memoryKib, passes, iterations]) if (cap !== undefined) count(cap, "a cap");
  }
  if (idleMs !== undefined) read.idle_ms = idleMs === Infinity ? 0 : Math.max(1, count(idleMs, "idleMs"));
  return Object.keys(read).length === 0 ? "" : JSON.stringify(read);
}

function kdfOf(kdf) {
  const { name, memoryKib, passes, lanes, iterations } = options(kdf, [
    "name",
    "memoryKib",
    "passes",
    "lanes",
    "iterations",
  ]);
  return name === "pbkdf2"
    ? { name: "pbkdf2-hmac-sha256", iterations: count(iterations, "iterations") }
    : {
        name: "argon2id",
        m_kib: count(memoryKib, "memoryKib"),
        t: count(passes, "passes"),
        p: count(lanes, "lanes"),
      };
}
