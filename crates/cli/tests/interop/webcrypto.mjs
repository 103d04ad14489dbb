// An implementation of the formats on nothing but WebCrypto (globalThis.crypto.subtle), written from the
// specification and not from the Rust code. It reads a JSON array of jobs and writes one of results.
//
// Keys are non-extractable from the moment they are imported, as in a browser.
// WebCrypto has no HKDF-Expand alone, so a data key is imported for HMAC-SHA-512 and signs twice.

import { readFileSync } from "node:fs";

const crypto = globalThis.crypto ?? (await import("node:crypto")).webcrypto;
const { subtle } = crypto;

const CHUNK = 16384;
const TAG = 16;
const DOMAIN = utf8("phiward/v2\0");
const INSTANCE = utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");

function utf8(text) {
  return new TextEncoder().encode(text);
}

/** Joins byte arrays, and lists of byte values. */
function concat(...parts) {
  const bytes = parts.map((part) => (Array.isArray(part) ? Uint8Array.from(part) : part));
  return new Uint8Array(Buffer.concat(bytes));
}

function u16(number) {
  return Uint8Array.of(number >> 8, number & 255);
}

const decode = (base64) => new Uint8Array(Buffer.from(base64, "base64"));
const encode = (bytes) => Buffer.from(bytes).toString("base64");

function encodeContext(context) {
  // The order is that of UTF-8 bytes, which is not the order in which JavaScript sorts strings.
  const pairs = Object.entries(context).map((pair) => pair.map(utf8));
  if (pairs.length === 0) return new Uint8Array();
  pairs.sort(([a], [b]) => Buffer.compare(a, b));
  return concat(u16(pairs.length), ...pairs.flat().flatMap((part) => [u16(part.length), part]));
}

async function importDataKey(bytes) {
  const key = await subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-512" }, false, ["sign"]);
  return insistOnSecrecy(key);
}

async function insistOnSecrecy(key) {
  const exported = await subtle.exportKey("raw", key).then(() => true, () => false);
  if (key.extractable || exported) throw new Error("the key can be extracted");
  return key;
}

async function derive(dataKey, salt, header, context) {
  const info = concat(INSTANCE, salt, DOMAIN, header, encodeContext(context));
  const first = new Uint8Array(await subtle.sign("HMAC", dataKey, concat(info, [1])));
  const second = new Uint8Array(await subtle.sign("HMAC", dataKey, concat(first, info, [2])));
  const okm = concat(first, second).slice(0, 76);
  const key = await subtle.importKey("raw", okm.slice(0, 32), "AES-GCM", false, ["encrypt", "decrypt"]);
  return { key: await insistOnSecrecy(key), baseNonce: okm.slice(32, 44), commitment: okm.slice(44) };
}

function algorithm(baseNonce, index) {
  const iv = baseNonce.slice();
  const view = new DataView(iv.buffer);
  view.setBigUint64(4, view.getBigUint64(4) ^ BigInt(index));
  return { name: "AES-GCM", iv, tagLength: 8 * TAG };
}

async function seal({ version, purpose, key, keyId, extensions, context, plaintext, salt }) {
  const encoded = extensions.map(([type, value]) => concat([type], u16(value.length), value));
  const ext = concat(...encoded);
  const header = concat([version, 1, 0, purpose], keyId, u16(ext.length), ext);
  if (salt.length === 0) salt = crypto.getRandomValues(new Uint8Array(24));
  const derived = await derive(await importDataKey(key), salt, header, context);
  const parts = [header, salt, derived.commitment];
  // The last chunk is always shorter than a full one, and may be empty.
  for (let index = 0; index * CHUNK <= plaintext.length; index += 1) {
    const chunk = plaintext.slice(index * CHUNK, (index + 1) * CHUNK);
    parts.push(new Uint8Array(await subtle.encrypt(algorithm(derived.baseNonce, index), derived.key, chunk)));
  }
  return concat(...parts);
}

async function open({ key, context, envelope }) {
  const extLength = (envelope[20] << 8) | envelope[21];
  const header = envelope.slice(0, 22 + extLength);
  const salt = envelope.slice(header.length, header.length + 24);
  const commitment = envelope.slice(header.length + 24, header.length + 56);
  const body = envelope.slice(header.length + 56);
  const derived = await derive(await importDataKey(key), salt, header, context);
  if (Buffer.compare(commitment, derived.commitment) !== 0) throw new Error("commitment");
  if (body.length % (CHUNK + TAG) < TAG) throw new Error("length");
  const parts = [];
  for (let index = 0; index * (CHUNK + TAG) < body.length; index += 1) {
    const chunk = body.slice(index * (CHUNK + TAG), (index + 1) * (CHUNK + TAG));
    parts.push(new Uint8Array(await subtle.decrypt(algorithm(derived.baseNonce, index), derived.key, chunk)));
  }
  return concat(...parts);
}

async function deriveV1({ email, password }) {
  const salt = await subtle.digest("SHA-256", utf8(email));
  const base = await subtle.importKey("raw", utf8(password), "PBKDF2", false, ["deriveKey"]);
  const kdf = { name: "PBKDF2", hash: "SHA-256", salt, iterations: 100000 };
  const aes = { name: "AES-GCM", length: 256 };
  return insistOnSecrecy(await subtle.deriveKey(kdf, base, aes, false, ["encrypt", "decrypt"]));
}

async function sealV1({ email, password, plaintext }) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(
    await subtle.encrypt({ name: "AES-GCM", iv }, await deriveV1({ email, password }), plaintext),
  );
  // WebCrypto puts the tag at the end; v1 has it in front.
  const cut = sealed.length - TAG;
  return concat([1], iv, sealed.slice(cut), sealed.slice(0, cut));
}

async function openV1({ email, password, envelope }) {
  const key = await deriveV1({ email, password });
  const sealed = concat(envelope.slice(29), envelope.slice(13, 29));
  return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: envelope.slice(1, 13) }, key, sealed));
}

const OPERATIONS = { seal, open, seal_v1: sealV1, open_v1: openV1 };

const jobs = JSON.parse(readFileSync(0, "utf8"));
const results = [];
for (const { op, key, key_id, extensions, plaintext, envelope, salt, ...job } of jobs) {
  const bytes = {
    key: decode(key ?? ""),
    keyId: decode(key_id ?? ""),
    extensions: (extensions ?? []).map(([type, value]) => [type, decode(value)]),
    plaintext: decode(plaintext ?? ""),
    salt: decode(salt ?? ""),
    envelope: decode(envelope ?? ""),
  };
  try {
    results.push({ ok: encode(await OPERATIONS[op]({ ...job, ...bytes })) });
  } catch (error) {
    results.push({ error: error.message || error.name });
  }
}
process.stdout.write(JSON.stringify(results));
