// The web package in Node, as server-side rendering loads it: the same suite, the same outputs as the native module.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as web from "../dist/index.js";
import * as log from "../dist/log.js";
import * as relay from "../dist/relay.js";
import * as redact from "../dist/redact.js";
import * as attest from "../dist/attest.js";
import * as resilience from "../dist/resilience.js";
import * as search from "../dist/search.js";
import { fakeBreaker, fakeEnclave, fakeLimiter, fakePhiward, fakeRedactor, fakeSearchIndex } from "../dist/testing.js";
import { runAttestSuite, runResilienceSuite, runSearchSuite } from "../../js/test/capabilities.mjs";
import { runEnvelopeSuite, runRedactSuite, runVaultSuite } from "../../js/test/suite.mjs";
import { native } from "./native.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(`../../../docs/spec/vectors/${name}`, import.meta.url), "utf8"));
const session = JSON.parse(readFileSync(new URL("../../../crates/sdk/tests/data/session.json", import.meta.url), "utf8"));
const check = (id, holds, what) => assert.ok(holds, `${id}: ${what ?? ""}`);
const plain = (value) => JSON.parse(JSON.stringify(value));

test("importing loads nothing", async () => {
  assert.equal(typeof web.capabilities().webCrypto, "boolean");
  assert.throws(() => log.fieldPolicy("step"), { code: "not_ready" });
});

test("a module that is not ours is refused, and the next call tries again", async () => {
  await assert.rejects(web.init({ bytes: new Uint8Array([0, 97, 115, 109, 9, 0, 0, 0]) }), { code: "module_load_failed" });
  await assert.rejects(web.init({ url: new URL("file:///nowhere.wasm") }), { code: "module_load_failed" });
  await assert.rejects(web.init({ path: "x" }), { code: "invalid_argument" });
  await assert.rejects(web.init({ late: { path: "x" } }), { code: "invalid_argument" });
  await web.init({ late: { bytes: new Uint8Array(8) } });
  await assert.rejects(web.checkRecoveryCode("abandon"), { code: "module_load_failed" });
  await web.init({ url: new URL("../dist/crypto_bg.wasm", import.meta.url) });
  await web.RecordKey.generate();
});

test("what a log may hold", async () => {
  await log.init();
  assert.equal(log.fieldPolicy("userAge"), "never_log");
  const records = [];
  log.safeLog((record) => records.push(record))({ step: log.loggable.token("dispatch"), userAge: 62 });
  assert.deepEqual(records, [{ step: "dispatch", userAge: log.MASK }]);
  assert.ok(new log.Phi(1) instanceof web.Phi, "one class for every entry");
});

test("envelopes give the same outputs as the native module", async (t) => {
  const ours = plain(await runEnvelopeSuite({ ...web, ...relay }, read("envelope.json"), check));
  assert.ok(Object.keys(ours).length >= 130);
  const api = await native();
  if (api === undefined) return t.skip("the native module is not built");
  assert.deepEqual(ours, plain(await runEnvelopeSuite(api, read("envelope.json"), check)));
});

test("vaults", () => runVaultSuite(web, ["argon2id", "pbkdf2"], check));

test("redaction gives the same outputs as the native module", async (t) => {
  const ours = plain(await runRedactSuite(redact, read("redact.json"), check));
  const api = await native();
  if (api === undefined) return t.skip("the native module is not built");
  assert.deepEqual(ours, plain(await runRedactSuite(api, read("redact.json"), check)));
});

test("resilience, search and attestation give the same outputs as the native module", async (t) => {
  const suites = {
    resilience: (backend) => runResilienceSuite(backend, check),
    search: (backend) => runSearchSuite(backend, read("search.json"), check),
    attest: (backend) => runAttestSuite(backend, read("attest.json"), session, check),
  };
  const api = await native();
  for (const [name, own] of Object.entries({ resilience, search, attest })) {
    const ours = plain(await suites[name](own));
    assert.ok(Object.keys(ours).length >= 10, name);
    if (api === undefined) t.diagnostic("the native module is not built");
    else assert.deepEqual(ours, plain(await suites[name](api)), name);
  }
});

test("vaults of one backend open in the other", async (t) => {
  const api = await native();
  if (api === undefined) return t.skip("the native module is not built");
  for (const [from, to] of [[web, api], [api, web]]) {
    const made = await from.Phiward.create({ password: "Grüße", kdf: "pbkdf2" });
    const envelope = await made.encrypt("note", { context: { a: "b" } });
    const opened = await to.Phiward.open({ password: "Gru\u0308ße", vault: made.export() });
    assert.equal(await opened.decrypt(envelope, { context: { a: "b" } }), "note");
    made.lock();
    opened.lock();
  }
});

test("CommonJS and inline", async () => {
  const require = createRequire(import.meta.url);
  for (const name of ["index", "inline"]) {
    const cjs = require(`../dist/${name}.cjs`);
    const key = await cjs.RecordKey.generate();
    assert.equal(await key.decrypt(await key.encrypt("note")), "note");
  }
  const inline = await import("../dist/inline.js");
  const key = await inline.RecordKey.generate();
  assert.equal(await key.decrypt(await key.encrypt("note")), "note");
});

/** The names that a caller can use on an object. */
function membersOf(object) {
  const own = [];
  for (let each = object; each !== Object.prototype && each !== null; each = Object.getPrototypeOf(each)) {
    own.push(...Object.getOwnPropertyNames(each));
  }
  return own.filter((name) => !["constructor", "handle"].includes(name));
}

test("fakes have the members of what they stand for, and do what a test says", async () => {
  const fake = fakePhiward();
  assert.equal(await fake.decrypt(await fake.encrypt("note")), "note");
  await assert.rejects(fakePhiward({ fail: "storage_quota" }).encrypt("x"), { code: "storage_quota" });

  const breaker = fakeBreaker({ retryAfterMs: 5000 });
  assert.equal(await breaker.run(() => 1), 1);
  breaker.forceOpen();
  await assert.rejects(breaker.run(() => 1), { code: "circuit_open", retryAfterMs: 5000, retryable: true });
  assert.deepEqual([breaker.state, breaker.counts().rejected], ["forced_open", 1]);
  assert.deepEqual(membersOf(breaker).sort(), membersOf(await resilience.CircuitBreaker.create()).sort());

  const limiter = fakeLimiter({ allowed: 1 });
  assert.equal(limiter.take("a").remaining, 0);
  assert.throws(() => limiter.take("a"), { code: "rate_limited", retryAfterMs: 1000 });
  assert.deepEqual(membersOf(limiter).sort(), membersOf(await resilience.RateLimiter.create({ tier: "agency" })).sort());

  const redactor = fakeRedactor({ hide: { "Jane Roe": "NAME", Jane: "NAME" } });
  assert.deepEqual(redactor.redactJson({ said: ["Jane Roe, 62"] }), { said: ["[NAME], 62"] });
  assert.deepEqual(redactor.redact("to Jane").findings.map(({ start, end }) => [start, end]), [[3, 7]]);
  assert.deepEqual(membersOf(redactor).sort(), membersOf(await redact.Redactor.create()).sort());

  const index = fakeSearchIndex({ answers: { stroke: { answer: "hits" } } });
  assert.deepEqual([index.search("stroke").answer, index.search("x").answer], ["hits", "abstain"]);
  assert.deepEqual(index.asked, ["stroke", "x"]);
  const built = await search.SearchIndex.open(await search.buildIndex([{ _id: "a", name: "Stroke", text: "stroke" }]));
  assert.deepEqual(membersOf(index).filter((name) => name !== "asked").sort(), membersOf(built).sort());
  assert.deepEqual(Object.keys(index.search("x")).sort(), Object.keys(built.search("x")).sort());

  const enclave = fakeEnclave({ answer: "Rest." });
  const exchange = await enclave.sealToEnclave({ destination: 1 });
  assert.deepEqual([await enclave.openFromEnclave(exchange), enclave.asked], ["Rest.", [{ destination: 1 }]]);
  await assert.rejects(fakeEnclave({ fail: "pcr_mismatch" }).sealToEnclave({}), { code: "pcr_mismatch" });
  await assert.rejects(fakeEnclave({ refusal: "busy" }).openFromEnclave(), { code: "enclave_refused", refusal: "busy" });
  for (const name of membersOf(enclave)) assert.ok(name === "asked" || name in attest, name);
});

test("an idle vault locks itself and says so", async () => {
  const made = await web.Phiward.create({ password: "x", kdf: "pbkdf2", idleMs: 50 });
  // The timer of a vault does not keep a program alive.
  const alive = setTimeout(() => {}, 10_000);
  const told = await new Promise((resolve) => made.onLock(() => resolve(made.locked)));
  clearTimeout(alive);
  assert.equal(told, true);
  await assert.rejects(made.encrypt("x"), { code: "locked" });
});
