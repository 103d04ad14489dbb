// Without a native module the package works by itself, by the modules that it carries.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const hasFallback = existsSync(join(packageFolder, "wasm/core.cjs"));

const PROGRAM = `
  const api = await import("./node/dist/index.js");
  const key = await api.RecordKey.generate();
  const phiward = await api.Phiward.create({ password: "x", kdf: "pbkdf2" });
  const breaker = await api.CircuitBreaker.create();
  const index = await api.SearchIndex.open(await api.buildIndex([{ _id: "a", number: "101", name: "Seizure" }]));
  const redactor = await api.Redactor.create();
  console.log(JSON.stringify([
    api.backendKind, await key.decrypt(await key.encrypt("note")), key.decryptSync(key.encryptSync("note")),
    await phiward.decrypt(await phiward.encrypt({ a: 1 })), await breaker.run(() => 7), index.search("seizure").answer,
    redactor.redactText("MRN: 00625079"), (await api.enclaveHello()).nonce.length,
  ]));
  phiward.lock();
`;

test("a copy without its native module", { skip: !hasFallback && "the modules of the fallback are not built" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "phiward-fallback-"));
  try {
    for (const part of ["dist", "wasm", "package.json"]) {
      cpSync(join(packageFolder, part), join(folder, "node", part), { recursive: true });
    }
    const { PHIWARD_BACKEND: _, ...env } = process.env;
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", PROGRAM], { cwd: folder, env, encoding: "utf8" });
    assert.deepEqual(JSON.parse(said), ["wasm", "note", "note", { a: 1 }, 7, "hits", "MRN: [MRN]", 32]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
