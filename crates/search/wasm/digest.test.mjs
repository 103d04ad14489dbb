// The WebAssembly module in Node against the native answers, and its weight.
//
// PHIWARD_SEARCH_WASM names the folder that `cargo xtask test` has filled.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** Bytes, compressed as a server sends them: the search without its lexicon, which an index brings. */
const MOST_BYTES = 60 * 1024;

const folder = process.env.PHIWARD_SEARCH_WASM;
const read = (name) => readFileSync(join(folder, name));
const { initSync, Searcher } = await import(pathToFileURL(join(folder, "search.js")));
initSync({ module: read("search_bg.wasm") });

test("every answer of the development set is that of the native build", () => {
  const cases = JSON.parse(read("cases.json"));
  assert.ok(cases.length > 300);
  const searcher = Searcher.open(new Uint8Array(read("library.idx")));
  const digests = [createHash("sha256"), createHash("sha256")];
  for (const { arguments: query, expect } of cases) {
    const answer = searcher.answer(...query);
    assert.equal(answer, expect, query.join(" "));
    digests[0].update(answer);
    digests[1].update(expect);
  }
  const [wasm, native] = digests.map((digest) => digest.digest("hex"));
  assert.equal(wasm, native);
  assert.ok(cases.filter(({ expect }) => expect.length > 200).length > 200, "most queries are answered");
});

test("a library that is not sound is refused", () => {
  const altered = new Uint8Array(read("library.idx"));
  altered[0] ^= 1;
  assert.equal(Searcher.open(altered), undefined);
});

test("the module is small", () => {
  const size = gzipSync(read("search_bg.wasm"), { level: 9 }).length;
  assert.ok(size <= MOST_BYTES, `${size} bytes`);
  console.log(`# search_bg.wasm: ${size} bytes compressed`);
});
