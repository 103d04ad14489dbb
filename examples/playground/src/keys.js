// What this visit seals with: a vault that a password opens, or a key. It lives in memory and dies with the page.

import { Phiward, RecordKey } from "@phiward/web";

const WORDS = [
  "amber", "anchor", "birch", "candle", "copper", "cedar", "drift", "ember", "fern", "granite", "harbour", "island",
  "juniper", "kettle", "lantern", "maple", "meadow", "north", "oyster", "pebble", "quill", "river", "saffron",
  "thistle", "umber", "violet", "willow", "winter",
];

/** A password to try the page with. It is too weak for anything else. */
export function samplePassword() {
  const picks = crypto.getRandomValues(new Uint32Array(3));
  return [...picks].map((pick) => WORDS[pick % WORDS.length]).join("-");
}

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

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
  if (typeof value?.secret_base64 === "string") return { kind: "key", keyId: value.key_id_hex, file: text };
  if (typeof value?.phiward_vault === "number") return { kind: "password", keyId: value.key_id, file: text };
  return undefined;
}

/** Opens a key file, or a vault file with its password. */
export async function openKey({ kind, file }, password, signal) {
  if (kind === "password") return Phiward.open({ vault: file, password, signal });
  const { key_id_hex: keyId, secret_base64: secret } = JSON.parse(file);
  return RecordKey.import(keyId, bytesOf(secret));
}
