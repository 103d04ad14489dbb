// Known answers of the late module.

import { unhex } from "./runtime.js";

/** The v1 example of the source documents, and the first vector of BIP-39 for 256 bits. */
export function testLate({ LegacyKey, fromText, recoveryWords }) {
  const key = LegacyKey.import(unhex("128d815f11b870ce536ac600952efe2fa6d900200708aedec5ab5bcfa56aad64"));
  const known = fromText("AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==");
  return new TextDecoder().decode(key.open(known)) === '{"message":"Sensitive health data"}'
    && recoveryWords(new Uint8Array(32)) === `${"abandon ".repeat(23)}art`;
}
