// webpack and Rollup take the package, and what they make runs in Chromium. The playground is built with Vite.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const EXECUTABLE = process.env.PHIWARD_CHROMIUM ?? "/usr/bin/chromium";
const skip = existsSync(EXECUTABLE) ? false : "Chromium is not installed";
const here = fileURLToPath(new URL(".", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const APP = `
  import { RecordKey } from "@phiward/web";
  import { CircuitBreaker } from "@phiward/web/resilience";
  import { SearchIndex, buildIndex } from "@phiward/web/search";
  async function run() {
    const key = await RecordKey.generate();
    const note = await key.decrypt(await key.encrypt("note"));
    const calls = await (await CircuitBreaker.create()).run(() => 1);
    const index = await SearchIndex.open(await buildIndex([{ _id: "a", number: "101", name: "Seizure" }]));
    return [note, calls, index.search("seizure").answer];
  }
  run().then((result) => (window.result = result), (error) => (window.result = String(error.code ?? error)));
`;

let [server, browser, folder] = [];
before(async () => {
  mkdirSync(join(here, "../gen"), { recursive: true });
  folder = mkdtempSync(join(here, "../gen/bundlers-"));
  if (skip) return;
  server = await serve();
  browser = await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
});
after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A project that has the package as its dependency. */
function project(name) {
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(join(root, "app.js"), APP);
  writeFileSync(join(root, "package.json"), '{"type":"module","private":true}');
  writeFileSync(join(root, "index.html"), '<!doctype html><html lang="en"><title>app</title><body><script type="module" src="./app.js"></script></body></html>');
  return root;
}

/** What the built page says, loaded from where the bundler has put it. */
async function visit(html) {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(`http://localhost:${server.port}/${relative(ROOT, html)}`);
  await page.waitForFunction(() => window.result !== undefined, undefined, { timeout: 60_000 });
  const result = await page.evaluate(() => window.result);
  await page.close();
  assert.deepEqual(problems, []);
  return result;
}
const EXPECTED = ["note", 1, "hits"];
const assets = (dist) => readdirSync(dist, { recursive: true }).filter((name) => /\.(wasm|bin)$/.test(name)).length;

test("webpack", { skip }, async () => {
  const { default: webpack } = await import("webpack");
  const root = project("webpack");
  const stats = await new Promise((resolve, reject) => {
    const options = {
      mode: "production", context: root, entry: "./app.js", target: ["web", "es2022"],
      output: { path: join(root, "dist"), publicPath: "auto" },
    };
    webpack(options, (error, made) => (error ? reject(error) : resolve(made)));
  });
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  const faults = [...errors, ...warnings].filter(({ message }) => !/size limit|performance/i.test(message));
  assert.deepEqual(faults.map(({ message }) => message), []);
  writeFileSync(join(root, "dist/index.html"), '<!doctype html><html lang="en"><title>app</title><body><script src="./main.js"></script></body></html>');
  // Two modules of envelopes, those of resilience, search, and building an index: nothing of redaction and attestation.
  assert.equal(assets(join(root, "dist")), 5);
  assert.deepEqual(await visit(join(root, "dist/index.html")), EXPECTED);
});

test("Rollup, which leaves assets to the page", { skip }, async () => {
  const { rollup } = await import("rollup");
  const { nodeResolve } = await import("@rollup/plugin-node-resolve");
  const root = project("rollup");
  const [modules, warnings] = ["/bindings/web/dist", []];
  // Rollup takes no assets along: the app says where they are.
  writeFileSync(join(root, "app.js"), `
    import { init } from "@phiward/web";
    import { init as initResilience } from "@phiward/web/resilience";
    import { init as initSearch } from "@phiward/web/search";
    const ready = Promise.all([
      init({ url: "${modules}/crypto_bg.wasm" }), initResilience({ url: "${modules}/resilience_bg.wasm" }),
      initSearch({ url: "${modules}/search_bg.wasm", build: { url: "${modules}/search-build_bg.wasm" } }),
    ]);
    ${APP.replace("async function run() {", "async function run() {\n    await ready;")}
  `);
  const bundle = await rollup({ input: join(root, "app.js"), plugins: [nodeResolve({ browser: true })], onwarn: (warning) => warnings.push(warning.message) });
  await bundle.write({ dir: join(root, "dist"), format: "es" });
  assert.deepEqual(warnings, []);
  writeFileSync(join(root, "dist/index.html"), '<!doctype html><html lang="en"><title>app</title><body><script type="module" src="./app.js"></script></body></html>');
  assert.deepEqual(await visit(join(root, "dist/index.html")), EXPECTED);
});
