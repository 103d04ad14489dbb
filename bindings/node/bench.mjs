// `node bindings/node/bench.mjs`: sealing v1 against node:crypto doing the same job, with turns taken.

import { createCipheriv, randomBytes } from "node:crypto";
import { PhiwardV1, RecordKey } from "./dist/index.js";

const v1 = await PhiwardV1.create({ email: "user@example.com", password: "user-password" });
const record = await RecordKey.generate();
const secret = randomBytes(32);

/** v1 as a program writes it: version, iv, tag, ciphertext. */
function bare(plain) {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", secret, iv);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(1), iv, cipher.getAuthTag(), ciphertext]);
}

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
console.log("bytes      bare us   v1 us   v2 us   v1 speed  v2 speed");
for (const [length, times] of [[64, 2000], [1024, 2000], [16_384, 500], [1 << 20, 10]]) {
  const plain = randomBytes(length);
  const calls = [() => bare(plain), () => v1.encryptSync(plain), () => record.encryptSync(plain)];
  const spent = calls.map(() => []);
  for (let round = 0; round < 41; round++) {
    for (const [index, call] of calls.entries()) {
      // Processor time: on a busy machine the clock tells how busy it is.
      const start = process.cpuUsage();
      for (let i = 0; i < times; i++) call();
      const { user, system } = process.cpuUsage(start);
      spent[index].push((user + system) / times);
    }
  }
  const [theirs, one, two] = spent.map(median);
  console.log(String(length).padEnd(10), ...[theirs, one, two, theirs / one, theirs / two].map((n) => n.toFixed(2).padStart(8)));
}
