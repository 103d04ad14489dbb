// Bundlers take the package, for a page, for a worker and for a server.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const APP = `
  import { Phiward, capabilities } from "@phiward/web";
  import { Redactor } from "@phiward/web/redact";
  export const names = [Phiward.name, Redactor.name, typeof capabilities];
  export const late = () => import("@phiward/web/testing");
`;

async function bundle(options) {
  const folder = mkdtempSync(join(here, "../gen/bundle-"));
  writeFileSync(join(folder, "app.js"), APP);
  const result = await build({
    entryPoints: [join(folder, "app.js")], bundle: true, outdir: join(folder, "out"), metafile: true, logLevel: "error",
    ...options,
  });
  assert.deepEqual(result.warnings, []);
  return { folder, outputs: result.metafile.outputs };
}

test("for a page, with parts that are loaded late", async () => {
  const { outputs } = await bundle({ platform: "browser", format: "esm", splitting: true });
  assert.ok(Object.keys(outputs).length > 3);
});

test("for a worker", async () => {
  await bundle({ platform: "browser", format: "esm", conditions: ["worker"] });
});

test("for a server, where importing does nothing but import", async () => {
  const { folder } = await bundle({ platform: "node", format: "esm", outExtension: { ".js": ".mjs" } });
  const app = await import(pathToFileURL(join(folder, "out/app.mjs")));
  assert.deepEqual(app.names, ["Phiward", "Redactor", "function"]);
  assert.equal(typeof (await app.late()).fakePhiward, "function");
});
