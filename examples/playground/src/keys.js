// What this visit seals with: a vault that a password opens, or a key. It lives in memory and dies with the page.

import { Phiward, RecordKey } from "@phiward/web";
import { base64, bytesOf } from "./base64.js";

const WORDS = [
  "amber", "anchor", "birch", "candle", "copper", "cedar", "drift", "ember", "fern", "granite", "harbour", "island",
  "juniper", "kettle", "lantern", "maple", "meadow", "north", "oyster", "pebble", "quill", "river", "saffron",
  "thistle", "umber", "violet", "willow", "winter",
];

// 32 bytes in base64.
const SECRET = /^[A-Za-z0-9+/]{43}=$/;

/** A password to try the page with. It is too weak for anything else. */
export function samplePassword() {
  const picks = crypto.getRandomValues(new Uint32Array(3));
  return [...picks].map((pick) => WORDS[pick % WORDS.length]).join("-");
}

/** Makes a key for `kind`, `password` or `key`. */
export async function makeKey(kind, password, signal) {
  if (kind === "password") {
    const phiward = await Phiward.create({ password, signal });
    return { kind, keyId: phiward.keyId, sealer: phiward, password, file: phiward.export() };
  }
  const sealer = await RecordKey.generate();
  const file = JSON.stringify({ key_id_hex: sealer.keyId, secret_base64: base64(sealer.exportSecret()) }, null, 2);
  return { kind, keyId: sealer.keyId, sealer, file };
}

/** What a key file or a vault file is, or `undefined` when it is neither. */
export function readKeyFile(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (SECRET.test(value?.secret_base64)) return { kind: "key", keyId: value.key_id_hex, file: text };
  if (typeof value?.phiward_vault === "number") return { kind: "password", keyId: value.key_id, file: text };
  return undefined;
}

/** Opens a key file, or a vault file with its password. */
export async function openKey({ kind, file }, password, signal) {
  if (kind === "password") return Phiward.open({ vault: file, password, signal });
  const { key_id_hex: keyId, secret_base64: secret } = JSON.parse(file);
  return RecordKey.import(keyId, bytesOf(secret));
}
