// Known answers: a module that gives others is not used.

import { PhiwardError } from "../../js/src/errors.js";

// The v1 example and a v2 envelope of docs/spec/vectors, and what they hold.
const V1_KEY = "128d815f11b870ce536ac600952efe2fa6d900200708aedec5ab5bcfa56aad64";
const V1 = "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==";
const V1_HOLDS = '{"message":"Sensitive health data"}';

const unhex = (digits) => Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));

/** Checks the crypto module by answers that are known. */
export function testCrypto(core) {
  const wrong = () => new PhiwardError("self_test_failed");
  let opened;
  try {
    opened = new TextDecoder().decode(core.LegacyKey.import(unhex(V1_KEY)).open(core.fromText(V1)));
    const key = core.RecordKey.import("00".repeat(16), new Uint8Array(32).fill(7));
    const envelope = key.seal(new Uint8Array([1, 2, 3]), '{"context":{"a":"b"}}', 0);
    const back = key.open(envelope, '{"context":{"a":"b"}}', 0);
    if (back.length !== 3 || back[2] !== 3) throw wrong();
    envelope[envelope.length - 1] ^= 1;
    let refused = false;
    try {
      key.open(envelope, '{"context":{"a":"b"}}', 0);
    } catch (thrown) {
      refused = typeof thrown === "string" && thrown.startsWith("corrupt\n");
    }
    if (!refused) throw wrong();
  } catch {
    throw wrong();
  }
  if (opened !== V1_HOLDS) throw wrong();
}
