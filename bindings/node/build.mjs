// Bundles the JavaScript of @phiward/node; `cargo xtask build-node` has put the native module beside it.

import { build } from "esbuild";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";

const here = (path) => new URL(path, import.meta.url);
const dist = here("./dist/");
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const shared = {
  entryPoints: [here("./js/index.js").pathname],
  bundle: true,
  platform: "node",
  target: "node18",
  legalComments: "none",
  logLevel: "warning",
};
await build({ ...shared, format: "esm", outfile: here("./dist/index.js").pathname });
await build({
  ...shared,
  format: "cjs",
  outfile: here("./dist/index.cjs").pathname,
  define: { "import.meta.url": "phiwardUrl" },
  banner: { js: 'const phiwardUrl = require("node:url").pathToFileURL(__filename).href;' },
});

// The fallback, from what `cargo xtask build-web` has made.
if (existsSync(here("../web/gen/crypto_bg.wasm"))) {
  const wasm = here("./wasm/");
  await mkdir(wasm, { recursive: true });
  await build({
    ...shared,
    entryPoints: [here("./js/wasm-core.js").pathname],
    format: "cjs",
    outfile: here("./wasm/core.cjs").pathname,
    define: { "import.meta.url": "phiwardUrl" },
    banner: { js: 'const phiwardUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
  for (const name of ["crypto", "late", "log", "redact", "resilience", "search", "search-build", "attest"]) {
    await copyFile(here(`../web/gen/${name}_bg.wasm`), new URL(`${name}_bg.wasm`, wasm));
  }
  for (const name of ["lexicon.bin", "tagger.bin"]) {
    await copyFile(here(`../../crates/redact/lexicon/${name}`), new URL(name, wasm));
  }
}

for (const [from, to] of [
  ["../js/types/phiward.d.ts", "phiward"],
  ["../js/types/log.d.ts", "log-api"],
  ["../js/types/relay.d.ts", "relay-api"],
  ["../js/types/redact.d.ts", "redact"],
  ["../js/types/resilience.d.ts", "resilience-api"],
  ["../js/types/search.d.ts", "search-api"],
  ["../js/types/attest.d.ts", "attest-api"],
  ["./types.d.ts", "index"],
]) {
  const text = await readFile(here(from), "utf8");
  await writeFile(new URL(`${to}.d.ts`, dist), text);
  await writeFile(new URL(`${to}.d.cts`, dist), text.replaceAll(/"(\.\/[\w-]+)\.js"/g, '"$1.cjs"'));
}

// The subpaths of @phiward/web, so that a program imports the same names in both.
const NAMES = {
  relay: ["EnvelopeRelay"],
  log: ["fieldPolicy", "PseudonymKey", "loggableFields", "safeLog", "loggable", "MASK", "Phi", "phi"],
  redact: ["Redactor", "TokenMap"],
  resilience: [
    "CircuitBreaker", "retry", "RetryBudget", "RateLimiter", "IdempotencyStore", "classifyError", "VendorError",
  ],
  search: ["buildIndex", "SearchIndex"],
  attest: ["inspectAttestation", "verifyAttestation", "enclaveHello", "sealToEnclave", "openFromEnclave"],
};
for (const [name, exported] of Object.entries(NAMES)) {
  const names = ["PhiwardError", ...exported];
  const api = name === "redact" ? "redact" : `${name}-api`;
  const entry = name === "redact" ? "redact-entry" : name;
  await writeFile(new URL(`${entry}.js`, dist), `export { ${names.join(", ")} } from "./index.js";\n`);
  await writeFile(new URL(`${entry}.cjs`, dist), `const all = require("./index.cjs");\nmodule.exports = { ${names.map((n) => `${n}: all.${n}`).join(", ")} };\n`);
  const types = (end) => `export { PhiwardError } from "./phiward.${end}";\nexport * from "./${api}.${end}";\n`;
  await writeFile(new URL(`${entry}.d.ts`, dist), types("js"));
  await writeFile(new URL(`${entry}.d.cts`, dist), types("cjs"));
}
