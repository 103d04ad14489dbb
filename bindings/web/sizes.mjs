// `node bindings/web/sizes.mjs`: measures what a page loads, and rewrites the table of the README.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = new URL("./dist/", import.meta.url);

/** What is loaded when a call needs it, and not before. */
const LATE = /^part-(late|store|search-build)-/;

/** A script and the parts that it imports, but for those that wait for a call. */
function scripts(name, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name);
    const text = readFileSync(new URL(name, dist), "utf8");
    for (const [, part] of text.matchAll(/["']\.\/((?:shared|part-[\w-]+)\.js)["']/g)) if (!LATE.test(part)) scripts(part, seen);
  }
  return [...seen];
}

/**
 * What a page loads for each entry: its name, its bytes, its bytes after gzip, and how many of those it may have.
 * A module grows by itself when nobody looks: who raises a budget says in the change what it is for.
 */
export function entries() {
  const late = (name) => readdirSync(dist).filter((file) => file.startsWith(`part-${name}-`));
  const bytes = (name) => readFileSync(new URL(name, dist));
  const entry = (name, parts, budget) => {
    const sum = (of) => parts.reduce((total, part) => total + of(bytes(part)), 0);
    return { name, budget, raw: sum((part) => part.length), zipped: sum((part) => gzipSync(part, { level: 9 }).length) };
  };
  return [
    entry("`@phiward/web`", [...scripts("index.js"), "crypto_bg.wasm"], 60_300),
    entry("its Argon2id, recovery words and inspection, at the first use", [...late("late"), "late_bg.wasm"], 46_000),
    entry("its `VaultStore`, at the first use", late("store"), 1_600),
    entry("`@phiward/web/relay`", [...scripts("relay.js"), ...late("late"), "late_bg.wasm"], 51_000),
    entry("`@phiward/web/log`", [...scripts("log.js"), "log_bg.wasm"], 15_500),
    entry("`@phiward/web/redact`", [...scripts("redact.js"), "redact_bg.wasm"], 158_000),
    entry("`@phiward/web/resilience`", [...scripts("resilience.js"), "resilience_bg.wasm"], 55_000),
    entry("`@phiward/web/search`", [...scripts("search.js"), "search_bg.wasm"], 65_000),
    entry("`buildIndex` of it, at the first call", [...late("search-build"), "search-build_bg.wasm"], 155_000),
    entry("`@phiward/web/attest`", [...scripts("attest.js"), "attest_bg.wasm"], 68_000),
    entry("the dictionaries of redaction", ["lexicon.bin", "tagger.bin"], 2_100_000),
    entry("`@phiward/web/inline`", ["inline.js"], 138_000),
  ];
}

function rewriteTable() {
  const kb = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  const table = entries().map(({ name, raw, zipped }) => `| ${name} | ${kb(raw)} | ${kb(zipped)} |`);
  const text = ["| what a page loads | bytes | gzip |", "|---|---|---|", ...table].join("\n");
  console.log(text);
  const readme = new URL("./README.md", import.meta.url);
  const before = readFileSync(readme, "utf8");
  const marks = /<!-- sizes:begin -->[\s\S]*<!-- sizes:end -->/;
  writeFileSync(readme, before.replace(marks, `<!-- sizes:begin -->\n${text}\n<!-- sizes:end -->`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) rewriteTable();
