// The conformance suite on the native module, and the vectors replayed by the core itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as api from "../dist/index.js";
import { runAttestSuite, runResilienceSuite, runSearchSuite } from "../../js/test/capabilities.mjs";
import { runEnvelopeSuite, runRedactSuite, runVaultSuite } from "../../js/test/suite.mjs";

const read = (name) => readFileSync(new URL(`../../../docs/spec/vectors/${name}`, import.meta.url), "utf8");
const session = JSON.parse(readFileSync(new URL("../../../crates/sdk/tests/data/session.json", import.meta.url), "utf8"));
const check = (id, holds, what) => assert.ok(holds, `${id}: ${what ?? ""}`);

const native = process.env.PHIWARD_BACKEND !== "wasm";

test("the backend that was asked for is used", () => assert.equal(api.backendKind, native ? "native" : "wasm"));

test("envelopes", async () => {
  const outputs = await runEnvelopeSuite(api, JSON.parse(read("envelope.json")), check);
  assert.ok(Object.keys(outputs).length >= 130);
});

test("vaults", () => runVaultSuite(api, ["argon2id", "pbkdf2"], check));

test("redaction", () => runRedactSuite(api, JSON.parse(read("redact.json")), check));

test("resilience", () => runResilienceSuite(api, check));

test("search", () => runSearchSuite(api, JSON.parse(read("search.json")), check));

test("attestation", () => runAttestSuite(api, JSON.parse(read("attest.json")), session, check));

test("vectors replayed by the core", { skip: !native && "the fallback has no replay" }, () => {
  for (const name of ["envelope.json", "redact.json", "resilience.json", "search.json", "attest.json"]) {
    const results = api.replayVectors(name, read(name));
    assert.ok(results.length >= 30);
    assert.deepEqual(results.filter((result) => !result.passed), []);
  }
});

test("CommonJS gives the same classes", async () => {
  const { createRequire } = await import("node:module");
  const cjs = createRequire(import.meta.url)("../dist/index.cjs");
  assert.deepEqual(Object.keys(cjs).sort(), Object.keys(api).sort());
  const key = await cjs.RecordKey.generate();
  assert.equal(await key.decrypt(await key.encrypt("note")), "note");
});

test("the subpaths are those of @phiward/web", async () => {
  for (const name of ["redact", "resilience", "search", "attest"]) {
    const part = await import(`@phiward/node/${name}`);
    assert.ok(Object.keys(part).length >= 3);
    for (const key of Object.keys(part)) assert.equal(part[key], api[key], key);
  }
});
