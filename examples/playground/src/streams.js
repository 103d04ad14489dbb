// Files of any size: through a stream, piece by piece, and back into a Blob that the browser may keep on disk.

const PART = 4 * 1024 * 1024;

/** Sends a Blob through a TransformStream; `onprogress` is told the part that has gone in, from 0 to 1. */
export async function through(blob, transform, onprogress, signal) {
  let sent = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      sent += chunk.byteLength;
      onprogress(blob.size === 0 ? 1 : sent / blob.size);
      controller.enqueue(chunk);
    },
  });
  const reader = blob.stream().pipeThrough(counter).pipeThrough(transform, { signal }).getReader();
  const parts = [];
  let pending = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (value !== undefined) {
      pending.push(value);
      length += value.byteLength;
    }
    if (done || length >= PART) {
      // A Blob of its own moves the bytes out of the heap of the page.
      parts.push(new Blob(pending));
      [pending, length] = [[], 0];
    }
    if (done) return new Blob(parts, { type: "application/octet-stream" });
  }
}

/** The text that a small Blob is, or `undefined`. */
export async function asText(blob) {
  if (blob.size > 64 * 1024) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await blob.arrayBuffer());
    // A byte that no text has tells a picture from a note.
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
