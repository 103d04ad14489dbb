import type { Bytes } from "./phiward.js";

export { MASK, Phi, phi, PhiwardError } from "./phiward.js";
export * from "./redact-api.js";

/** Loads module and dictionaries now, and says from where. */
export function init(options?: {
  readonly url?: string | URL;
  readonly bytes?: ArrayBuffer | Uint8Array;
  readonly module?: WebAssembly.Module;
  readonly lexicon?: string | URL | Bytes;
  readonly tagger?: string | URL | Bytes;
}): Promise<void>;
