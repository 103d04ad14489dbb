// What only Node has: the twins that do not wait, Transform streams, and errors that echo nothing.

import assert from "node:assert/strict";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { inspect } from "node:util";
import { test } from "node:test";
import * as api from "../dist/index.js";

test("sync and async twins make and open the same", async () => {
  const key = await api.RecordKey.generate();
  for (const length of [0, 10, 20_000, 500_000]) {
    const plain = Buffer.alloc(length, 7);
    for (const sealed of [key.encryptSync(plain), await key.encrypt(plain)]) {
      assert.deepEqual(key.decryptSync(sealed), plain);
      assert.deepEqual(Buffer.from(await key.decrypt(sealed)), plain);
    }
  }
  assert.deepEqual(key.decryptSync(key.encryptSync({ a: [1] })), { a: [1] });
});

test("Transform streams hold 64 MiB in bounded memory", async () => {
  const key = await api.RecordKey.generate();
  const piece = Buffer.alloc(64 * 1024, 1);
  let [sent, got, most] = [0, 0, 0];
  const source = new Readable({
    read() {
      sent += piece.length;
      this.push(sent > 64 * 1024 * 1024 ? null : piece);
    },
  });
  const sink = new Writable({
    write(chunk, _encoding, done) {
      got += chunk.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      done();
    },
  });
  await pipeline(source, api.createSealStream(key), api.createOpenStream(key), sink);
  assert.equal(got, 64 * 1024 * 1024);
  assert.ok(most < 48 * 1024 * 1024, `${most} bytes of buffers`);
});

test("a cut stream fails with a code", async () => {
  const key = await api.RecordKey.generate();
  const sealed = key.encryptSync(Buffer.alloc(50_000));
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  await assert.rejects(
    pipeline(Readable.from([sealed.subarray(0, 40_000)]), api.createOpenStream(key), sink),
    { name: "PhiwardError", code: "corrupt" });
});

test("protected values print the mask", () => {
  const value = api.phi({ name: "Margaret Thornbury" });
  const shown = [`${value}`, String(value), value + "", JSON.stringify({ value }), inspect(value), inspect({ a: [value] }),
    Object.prototype.toString.call(value), JSON.stringify(Object.entries(value)), [value].join()];
  assert.ok(shown.every((text) => !text.includes("Margaret")), shown.join("\n"));
  const accesses = [];
  const audit = { actor: "usr-1", purpose: "TREAT", requestId: "r-1", record: (access) => accesses.push(access) };
  assert.equal(value.open(audit).name, "Margaret Thornbury");
  assert.deepEqual(accesses, [{ actor: "usr-1", purpose: "TREAT", requestId: "r-1" }]);
  assert.throws(() => value.open({ ...audit, record() { throw new Error("full"); } }), { code: "audit_unavailable" });
  assert.throws(() => value.open({}), { code: "invalid_argument" });
});

test("fields are shown as the table says", () => {
  const key = new api.PseudonymKey("k1", new Uint8Array(32).fill(7));
  const shown = api.loggableFields(
    { requestId: "it-1-a", step: "search", userAge: 62, impression: "R07.9", incidentId: "IT-12345", other: 1 },
    { pseudonyms: key });
  assert.deepEqual(shown, {
    requestId: "it-1-a", step: "search", userAge: api.MASK, impression: api.MASK,
    incidentId: "psn_k1_15c3bcea06aff18d0fd9ec94df882ef0", other: api.MASK,
  });
  const records = [];
  api.safeLog((record) => records.push(record))({ requestId: api.requestId(), duration_ms: api.loggable.durationMs(1.6) });
  assert.equal(records[0].duration_ms, 2);
});

/** Gives a canary to everything that takes something, and searches every error for it. */
test("no error echoes its input", async () => {
  const canary = "Zebulon-Quackenbush-078051120";
  const key = await api.RecordKey.generate();
  const redactor = await api.Redactor.create();
  const calls = [
    () => key.encrypt(canary, { context: canary }),
    () => key.encrypt(canary, { [canary]: 1 }),
    () => key.encrypt(canary, { purpose: canary }),
    () => key.decrypt(canary),
    () => key.decrypt(Buffer.from(canary)),
    () => key.decryptSync(canary),
    () => api.RecordKey.import(canary, Buffer.from(canary)),
    () => api.Phiward.create({ password: canary, kdf: canary }),
    () => api.Phiward.open({ password: canary, vault: canary }),
    () => api.Phiward.open({ recoveryCode: canary, vault: canary }),
    () => api.Phiward.open({ kek: canary, vault: canary }),
    () => api.checkRecoveryCode(canary),
    () => new api.PseudonymKey(canary, new Uint8Array(32)),
    () => api.Redactor.create({ policy: { mode: canary } }),
    () => api.Redactor.create({ policy: { [canary]: canary } }),
    () => redactor.redact(canary, { format: canary }),
    () => new api.EnvelopeRelay().store(canary, canary),
    () => api.loggable.token(`${canary} `),
    () => api.TokenMap.open(canary, key),
    () => api.CircuitBreaker.create({ openMs: canary }),
    () => api.CircuitBreaker.create({ trip: { kind: canary } }),
    () => api.CircuitBreaker.restore(canary),
    () => api.retry(() => 1, { policy: canary }),
    () => api.RateLimiter.create({ tier: canary }),
    () => api.RateLimiter.restore(canary, { tier: "free" }),
    () => api.classifyError(canary, {}),
    () => api.IdempotencyStore.create({ storage: { load: () => canary, compareAndSet: () => false } }).then((s) => s.run(canary, canary, () => 1)),
    () => api.IdempotencyStore.create({ storage: { load: () => { throw new Error(canary); }, compareAndSet() {} } }).then((s) => s.run("k", "f", () => 1)),
    () => api.buildIndex(canary),
    () => api.buildIndex([{ _id: canary }, { _id: canary }]),
    () => api.SearchIndex.open(Buffer.from(canary)),
    () => api.buildIndex([{ _id: "a" }]).then(api.SearchIndex.open.bind(api.SearchIndex)).then((index) => index.search(canary, { agency: canary })),
    () => api.inspectAttestation(Buffer.from(canary)),
    () => api.verifyAttestation(Buffer.from(canary), { policy: { insecureAnyBuild: canary } }),
    () => api.sealToEnclave({ key: Buffer.from(canary), prompt: canary, destination: 1 }, { evidence: Buffer.from(canary), nonce: Buffer.from(canary), policy: { insecureAnyBuild: true } }),
    () => api.openFromEnclave(canary, Buffer.from(canary)),
  ];
  for (const call of calls) {
    await assert.rejects(async () => call(), (error) => {
      assert.equal(error.name, "PhiwardError", String(call));
      assert.notEqual(error.code, "internal", String(call));
      const said = `${error} ${inspect(error)} ${JSON.stringify(error)} ${error.stack}`;
      assert.ok(!said.includes("Quackenbush"), `${call} echoes`);
      return true;
    });
  }
});
