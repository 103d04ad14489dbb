// Which bytes of an envelope are which field: the tables of docs/spec/envelope.md, with the lengths that the core
// has read.

const PIECE = 16_384;
const TAG = 16;

/**
 * The fields, in order: `{ name, start, end, hue, value, meaning }`.
 * @param info what `EnvelopeRelay.inspect` gave
 * @param {Uint8Array} bytes
 */
export function fieldsOf(info, bytes) {
  return info.version === 1 ? legacy(bytes) : current(info, bytes);
}

function builder(bytes) {
  const fields = [];
  let at = 0;
  const hex = (start, end) => Array.from(bytes.slice(start, end), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const add = (name, length, hue, value, meaning) => {
    if (length <= 0) return;
    fields.push({ name, start: at, end: at + length, hue, value: value ?? short(hex(at, at + length)), meaning });
    at += length;
  };
  return { fields, add, at: () => at };
}

const short = (digits) => (digits.length > 20 ? `${digits.slice(0, 16)}…` : digits);

function legacy(bytes) {
  const { fields, add, at } = builder(bytes);
  add("version", 1, 25, "1", "An envelope as apps made them before this library.");
  add("IV", 12, 250, undefined, "Random. One key must not seal more than 2^32 messages.");
  add("tag", 16, 330, undefined, "Authenticates the text. It cannot tell a wrong key from an altered byte, and commits to no key.");
  add("sealed text", bytes.length - at(), 155, undefined, "AES-256-GCM, as long as the plaintext. It is bound to no context.");
  return fields;
}

function current(info, bytes) {
  const { fields, add, at } = builder(bytes);
  add("version", 1, 25, String(info.version), info.version === 2 ? "A record, sealed whole." : "A stream: same structure, made piece by piece.");
  add("suite", 1, 60, String(info.suite), "Cobblestone-256: HKDF-SHA-512 and AES-256-GCM in chunks.");
  add("flags", 1, 95, "0", "None is defined: any other value is refused.");
  add("purpose", 1, 125, info.purpose_name ?? String(info.purpose), "What it is for. Authenticated with the rest of the header.");
  add("key id", 16, 200, short(info.key_id_hex), "Tells which key opens it. Random, and not derived from the key.");
  const extensions = info.header_len - 22;
  add("extensions' length", 2, 285, String(extensions), "The bytes of extensions that follow.");
  add("extensions", extensions, 305, undefined, extensions === 4 ? "How to read the plaintext: as text or as JSON." : "Readable by anyone, and authenticated.");
  add("salt", 24, 250, undefined, "Random: every envelope has a key of its own, derived from it.");
  add("commitment", 32, 330, undefined, "To the key, the header and the context. It is checked before any chunk is touched.");
  for (let chunk = 0; at() < bytes.length; chunk++) {
    const length = Math.min(bytes.length - at(), PIECE + TAG);
    const name = info.chunks === 1 ? "" : ` ${chunk}`;
    add(`sealed text${name}`, length - TAG, 155, undefined, "AES-256-GCM: as long as the plaintext.");
    add(`tag${name}`, TAG, 175, undefined, "Authenticates the chunk, and by its place that none is missing.");
  }
  return fields;
}

/** The checks of a reader of a version, in their order, and the codes with which each refuses. */
export const checksOf = (version) => (version === 1 ? OLD_CHECKS : CHECKS);

const OLD_CHECKS = [
  ["version", ["malformed", "unsupported_version", "unsupported_suite", "wrong_key_or_context"]],
  ["length", ["truncated"]],
  ["tag", ["wrong_key_or_corrupt"]],
];
const CHECKS = [
  ["form", ["malformed", "legacy_refused"]],
  ["suite", ["unsupported_version", "unsupported_suite"]],
  ["length", ["limit_exceeded", "truncated"]],
  ["key id", ["key_not_found"]],
  ["commitment", ["wrong_key_or_context"]],
  ["tags", ["corrupt"]],
];
