// The packages as they are published: with the one of the platform and without it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const folderOf = fileURLToPath(new URL("..", import.meta.url));
const missing = ["native", "wasm/core.cjs"].filter((part) => !existsSync(join(folderOf, part)));
const PROGRAM = `
  const { RecordKey, backendKind } = await import("@phiward/node");
  const { CircuitBreaker } = await import("@phiward/node/resilience");
  const key = await RecordKey.generate();
  console.log(JSON.stringify([backendKind, await key.decrypt(await key.encrypt("note")), await (await CircuitBreaker.create()).run(() => 7)]));
`;

test("npm's layout gives the native module, or else the fallback", { skip: missing.length > 0 && `not built: ${missing}` }, () => {
  const folder = mkdtempSync(join(tmpdir(), "phiward-packages-"));
  try {
    execFileSync(process.execPath, [join(folderOf, "pack.mjs"), join(folder, "made")]);
    const main = JSON.parse(readFileSync(join(folder, "made/node/package.json"), "utf8"));
    const platforms = readdirSync(join(folder, "made/npm"));
    assert.equal(platforms.length, 1);
    const part = JSON.parse(readFileSync(join(folder, "made/npm", platforms[0], "package.json"), "utf8"));
    assert.equal(main.optionalDependencies[part.name], main.version);
    assert.deepEqual([part.os, part.cpu], [[process.platform], [process.arch]]);

    const modules = join(folder, "app/node_modules/@phiward");
    mkdirSync(modules, { recursive: true });
    cpSync(join(folder, "made/node"), join(modules, "node"), { recursive: true });
    const { PHIWARD_BACKEND: _, ...env } = process.env;
    const run = () => JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", PROGRAM], { cwd: join(folder, "app"), env, encoding: "utf8" }));
    assert.deepEqual(run(), ["wasm", "note", 7]);
    cpSync(join(folder, "made/npm", platforms[0]), join(modules, part.name.split("/")[1]), { recursive: true });
    assert.deepEqual(run(), ["native", "note", 7]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
