// Bundles the JavaScript of @phiward/web around the modules that `cargo xtask build-web` has made in `gen`.

import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";

/** The entries that are a module and its classes; each has a file of its own. */
const CAPABILITIES = ["log", "redact", "resilience", "search", "attest"];
const ENTRIES = ["index", "relay", ...CAPABILITIES, "testing"];
/** What every entry needs, and what is the same for all of them: an error of one is an instance of the class of another. */
const SHARED = ["../js/src/errors.js", "../js/src/phi.js", "../js/src/loggable.js", "../js/src/check.js", "./js/core.js", "./js/runtime.js"];

const here = (path) => new URL(path, import.meta.url);
const path = (relative) => here(relative).pathname;
const entryOf = (name) => path(`./js/${name}.js`);
const dist = here("./dist/");
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

/** The modules are compiled and started without blocking; only Node's fallback starts them at once. */
const startsAsync = {
  name: "start",
  setup(bundle) {
    bundle.onLoad({ filter: /\/gen\/[\w-]+\.js$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, "utf8")).replace("export { initSync };", ""),
    }));
  },
};

const common = {
  bundle: true,
  platform: "neutral",
  target: ["es2022"],
  minify: true,
  // What wasm-bindgen calls by these names is called by nobody else.
  mangleProps: /^__(wbg_ptr|wrap|destroy_into_raw)$/,
  legalComments: "none",
  plugins: [startsAsync],
  logLevel: "warning",
  external: ["node:url"],
};
const loader = { ".wasm": "binary", ".txt": "text", ".bin": "binary" };

// The worker first: the inline entry carries it.
await build({ ...common, entryPoints: [entryOf("worker")], format: "esm", outfile: path("./dist/worker.js") });
await copyFile(here("./dist/worker.js"), here("./gen/worker.txt"));

/** Leaves what is shared to its own file. */
const leavesShared = (file) => ({
  name: "shared",
  setup(bundle) {
    const shared = new Set(SHARED.map((name) => basename(name)));
    bundle.onResolve({ filter: /\.js$/ }, ({ kind, path: wanted }) =>
      kind !== "entry-point" && shared.has(basename(wanted)) ? { path: file, external: true } : undefined);
  },
});
const stdin = {
  contents: SHARED.map((name) => `export * from ${JSON.stringify(path(name))};`).join("\n"),
  resolveDir: path("."),
};
await build({ ...common, stdin, format: "esm", outfile: path("./dist/shared.js") });
await build({
  ...common,
  entryPoints: Object.fromEntries(ENTRIES.map((name) => [name, entryOf(name)])),
  plugins: [startsAsync, leavesShared("./shared.js")],
  format: "esm",
  splitting: true,
  outdir: path("./dist"),
  chunkNames: "part-[name]-[hash]",
});
await build({ ...common, loader, entryPoints: [entryOf("inline")], format: "esm", outfile: path("./dist/inline.js") });

const cjs = {
  ...common,
  loader,
  format: "cjs",
  define: { "import.meta.url": "phiwardUrl" },
  banner: {
    js: 'var phiwardUrl=typeof document==="undefined"?require("node:url").pathToFileURL(__filename).href:(document.currentScript&&document.currentScript.src)||document.baseURI;',
  },
};
await build({ ...cjs, stdin, outfile: path("./dist/shared.cjs") });
for (const name of ENTRIES) {
  await build({ ...cjs, entryPoints: [entryOf(name)], plugins: [startsAsync, leavesShared("./shared.cjs")], outfile: path(`./dist/${name}.cjs`) });
}
await build({ ...cjs, entryPoints: [entryOf("inline")], outfile: path("./dist/inline.cjs") });

for (const name of ["crypto", "late", ...CAPABILITIES, "search-build"]) {
  await copyFile(here(`./gen/${name}_bg.wasm`), new URL(`${name}_bg.wasm`, dist));
}
for (const name of ["lexicon.bin", "tagger.bin"]) {
  await copyFile(here(`../../crates/redact/lexicon/${name}`), new URL(name, dist));
}

// Minifying drops the comments that keep bundlers from looking for what only Node has.
const LATE = 'import(["node","fs/promises"].join(":"))';
for (const name of await readdir(dist)) {
  if (!/\.c?js$/.test(name)) continue;
  const text = await readFile(new URL(name, dist), "utf8");
  await writeFile(new URL(name, dist), text.replaceAll(LATE, LATE.replace("(", "(/* webpackIgnore: true */ /* @vite-ignore */ ")));
}

const types = {
  phiward: "../js/types/phiward.d.ts",
  redact: "./types/redact.d.ts",
  "redact-api": "../js/types/redact.d.ts",
  ...Object.fromEntries(["log", "relay", "resilience", "search", "attest"].flatMap((name) => [
    [name, `./types/${name}.d.ts`],
    [`${name}-api`, `../js/types/${name}.d.ts`],
  ])),
  index: "./types/index.d.ts",
  inline: "./types/inline.d.ts",
  testing: "./types/testing.d.ts",
};
for (const [name, from] of Object.entries(types)) {
  const text = await readFile(here(from), "utf8");
  await writeFile(new URL(`${name}.d.ts`, dist), text);
  await writeFile(new URL(`${name}.d.cts`, dist), text.replaceAll(/"(\.\/[\w-]+)\.js"/g, '"$1.cjs"'));
}
