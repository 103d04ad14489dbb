// Known answers: a module that gives others is not used.

import { unhex } from "./runtime.js";

/** Case `v2-15-open` of docs/spec/vectors/envelope.json, and an envelope that is altered. */
export function testCrypto({ RecordKey, fromText }) {
  const imported = RecordKey.import(
    "30e4037458a9905cad87bd4c77e2983f",
    unhex("54b12eae62d11e887eb0766d1877f8c6eff26b5010af3177d161e79587a766ec"),
  );
  const key = imported.keys();
  const context = '{"context":{"é":"ü","z":"","a":"1"}}';
  const known = fromText(
    "AgEAAzDkA3RYqZBcrYe9THfimD8AACd0XMuaMQUulEzxsiDqosf7G30+P3P0FOC3Hwbn9zifkHGYhbZfMsAPpiZ8FXuLo6vjv2ZehFQFjD79L5/ABsJqP9OZUFyELfzm61hSYzaKlqktBPljAA==",
  );
  if (String(key.open(known, context, 0)) !== "153,46,195,88,237,130,23,172,65,214,107,0,149,42,191") return false;
  const envelope = key.seal(new Uint8Array([1, 2, 3]), context, 0);
  if (String(key.open(envelope, context, 0)) !== "1,2,3") return false;
  envelope[envelope.length - 1] ^= 1;
  try {
    key.open(envelope, context, 0);
  } catch (thrown) {
    return typeof thrown === "string" && thrown.startsWith("corrupt\n");
  }
  return false;
}
