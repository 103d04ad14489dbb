// The chunks of large envelopes, and PBKDF2, by WebCrypto. The core makes the keys, the nonces and the format.

import { PhiwardError } from "../../js/src/errors.js";
import { subtle } from "./runtime.js";

/** Bytes from which WebCrypto is faster than WebAssembly in spite of the way there; measured. */
export const SUBTLE_FROM = 512;
const CHUNK = 16 * 1024;
const TAG = 16;
const NONCE = 12;
/** Chunks that are in the hands of WebCrypto at the same time. */
const AT_ONCE = 32;
/** Milliseconds after which the page gets its turn: engines compute short calls on the thread that asks. */
const TURN_MS = 10;

async function importKey(bytes, usage) {
  try {
    return await subtle().importKey("raw", bytes, "AES-GCM", false, [usage]);
  } finally {
    bytes.fill(0);
  }
}

/** Seals a whole plaintext by a `DelegatedSeal` of the core. */
export async function sealChunks(delegated, plaintext) {
  const prefix = delegated.prefix();
  const chunks = Math.floor(plaintext.length / CHUNK) + 1;
  const key = await importKey(delegated.key(), "encrypt");
  const envelope = new Uint8Array(prefix.length + plaintext.length + chunks * TAG);
  envelope.set(prefix);
  await eachChunk(delegated, chunks, async (index, iv) => {
    const sealed = await subtle().encrypt(
      { name: "AES-GCM", iv }, key, plaintext.subarray(index * CHUNK, (index + 1) * CHUNK));
    envelope.set(new Uint8Array(sealed), prefix.length + index * (CHUNK + TAG));
  });
  return envelope;
}

/** Opens the chunks behind a prefix by a `DelegatedOpen` of the core. */
export async function openChunks(delegated, body) {
  const chunks = Math.ceil((body.length + 1) / (CHUNK + TAG));
  const last = body.length - (chunks - 1) * (CHUNK + TAG);
  if (last < TAG) throw new PhiwardError("truncated", "the envelope is shorter than it says");
  const key = await importKey(delegated.key(), "decrypt");
  const plaintext = new Uint8Array(body.length - chunks * TAG);
  try {
    await eachChunk(delegated, chunks, async (index, iv) => {
      const start = index * (CHUNK + TAG);
      const opened = await subtle().decrypt(
        { name: "AES-GCM", iv }, key, body.subarray(start, start + CHUNK + TAG));
      const bytes = new Uint8Array(opened);
      plaintext.set(bytes, index * CHUNK);
      bytes.fill(0);
    });
  } catch {
    plaintext.fill(0);
    throw new PhiwardError("corrupt", "a part of the envelope was altered");
  }
  return plaintext;
}

async function eachChunk(delegated, chunks, work) {
  let turn = performance.now();
  for (let first = 0; first < chunks; first += AT_ONCE) {
    if (performance.now() - turn > TURN_MS) {
      await nextTask();
      turn = performance.now();
    }
    const count = Math.min(AT_ONCE, chunks - first);
    const nonces = delegated.nonces(first, count);
    const group = [];
    for (let i = 0; i < count; i++) group.push(work(first + i, nonces.subarray(i * NONCE, (i + 1) * NONCE)));
    await Promise.all(group);
  }
}

/** The next turn of the event loop. A timer would wait for 4 ms when it is asked for often. */
function nextTask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** PBKDF2 with SHA-256, 32 bytes. */
export async function pbkdf2(password, salt, iterations) {
  try {
    const key = await subtle().importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const bits = await subtle().deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 256);
    return new Uint8Array(bits);
  } finally {
    password.fill(0);
  }
}
