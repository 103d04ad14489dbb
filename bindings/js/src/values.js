// What a value is sealed as, and what an opened envelope is turned back into.

import { PhiwardError } from "./errors.js";
import { isBytes } from "./check.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const isBlob = (value) => typeof Blob !== "undefined" && value instanceof Blob;
export const isStream = (value) => typeof ReadableStream !== "undefined" && value instanceof ReadableStream;

/** The content and the bytes of a text or a JSON value; `undefined` for bytes, blobs and streams. */
export function encode(value) {
  if (typeof value === "string") return { content: "text", bytes: encoder.encode(value) };
  if (isBytes(value) || isBlob(value) || isStream(value)) return undefined;
  let json;
  try {
    json = JSON.stringify(value);
  } catch {
    json = undefined;
  }
  if (json === undefined) {
    throw new PhiwardError("invalid_argument", "the value must be a string, JSON, bytes, a Blob or a stream");
  }
  return { content: "json", bytes: encoder.encode(json) };
}

/** The value of opened bytes. */
export function decode(bytes, content) {
  if (content === "bytes") return bytes;
  try {
    const text = decoder.decode(bytes);
    return content === "json" ? JSON.parse(text) : text;
  } catch {
    throw new PhiwardError("malformed", "what was opened is not what the envelope says it is");
  } finally {
    bytes.fill(0);
  }
}

/** A stream of bytes that passes through two calls into the core. */
export function transform(update, finish, abort) {
  return new TransformStream(
    {
      start(controller) {
        if (abort === undefined) return;
        const stop = () => controller.error(new PhiwardError("aborted"));
        if (abort.aborted) stop();
        else abort.addEventListener("abort", stop, { once: true });
      },
      async transform(chunk, controller) {
        const out = await update(chunk);
        if (out.length > 0) controller.enqueue(out);
      },
      async flush(controller) {
        const out = await finish();
        if (out.length > 0) controller.enqueue(out);
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 256 * 1024 }),
    new ByteLengthQueuingStrategy({ highWaterMark: 256 * 1024 }),
  );
}
