// What the runtime has.

const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

/** WebCrypto, where there is a secure context. */
export const subtle = () => globalThis.crypto?.subtle;

/** The bytes of pairs of hexadecimal digits. */
export const unhex = (digits) => Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));

/** SHA-256, by WebCrypto. */
export const sha256 = async (bytes) => new Uint8Array(await subtle().digest("SHA-256", bytes));

/** The names of what is needed and not there, for an error that a developer can act on. */
export function missingFeatures(scope = globalThis) {
  const missing = [];
  if (typeof scope.WebAssembly?.instantiate !== "function") missing.push("WebAssembly");
  if (typeof scope.crypto?.getRandomValues !== "function") missing.push("crypto.getRandomValues");
  if (typeof scope.TextEncoder !== "function") missing.push("TextEncoder");
  return missing;
}

/** What works here, and what works in another way because something is not there. */
export function capabilities(scope = globalThis) {
  const simd = typeof scope.WebAssembly?.validate === "function" && scope.WebAssembly.validate(new Uint8Array(SIMD));
  return {
    supported: missingFeatures(scope).length === 0,
    missing: missingFeatures(scope),
    secureContext: scope.isSecureContext ?? true,
    webCrypto: scope.crypto?.subtle !== undefined,
    indexedDb: scope.indexedDB !== undefined && scope.indexedDB !== null,
    worker: typeof scope.Worker === "function",
    streams: typeof scope.TransformStream === "function",
    simd,
  };
}
