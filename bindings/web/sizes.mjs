// `node bindings/web/sizes.mjs`: measures what a page loads, and rewrites the table of the README.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("./dist/", import.meta.url);
const files = readdirSync(dist);
const size = (name) => {
  const bytes = readFileSync(new URL(name, dist));
  return [bytes.length, gzipSync(bytes, { level: 9 }).length];
};
/** A script and the shared parts that it imports, directly and late. */
function scripts(name, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name);
    const text = readFileSync(new URL(name, dist), "utf8");
    for (const [, part] of text.matchAll(/["']\.\/(shared-[\w]+\.js)["']/g)) if (files.includes(part)) scripts(part, seen);
    for (const [, part] of text.matchAll(/import\("\.\/([\w-]+\.js)"\)/g)) if (files.includes(part)) scripts(part, seen);
  }
  return [...seen];
}
const rows = [
  ["`@phiward/web`", [...scripts("index.js"), "crypto_bg.wasm"]],
  ["`@phiward/web/redact`", [...scripts("redact.js"), "redact_bg.wasm"]],
  ["`@phiward/web/resilience`", [...scripts("resilience.js"), "resilience_bg.wasm"]],
  ["`@phiward/web/search`", [...scripts("search.js"), "search_bg.wasm"]],
  ["`buildIndex` of it, at the first call", ["search-build_bg.wasm"]],
  ["`@phiward/web/attest`", [...scripts("attest.js"), "attest_bg.wasm"]],
  ["the dictionaries of redaction", ["lexicon.bin", "tagger.bin"]],
  ["`@phiward/web/inline`", ["inline.js"]],
];
const kb = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
const table = rows.map(([name, parts]) => {
  const [raw, zipped] = parts.map(size).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  return `| ${name} | ${kb(raw)} | ${kb(zipped)} |`;
});
const text = ["| what a page loads | bytes | gzip |", "|---|---|---|", ...table].join("\n");
console.log(text);
const readme = new URL("./README.md", import.meta.url);
const before = readFileSync(readme, "utf8");
const marks = /<!-- sizes:begin -->[\s\S]*<!-- sizes:end -->/;
writeFileSync(readme, before.replace(marks, `<!-- sizes:begin -->\n${text}\n<!-- sizes:end -->`));
