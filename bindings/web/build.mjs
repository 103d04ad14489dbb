// Bundles the JavaScript of @phiward/web around the modules that `cargo xtask build-web` has made in `gen`.

import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";

/** The entries that are a module and its classes; each has a file of its own. */
const CAPABILITIES = ["redact", "resilience", "search", "attest"];
const entryOf = (name) => path(`./js/${name}.js`);

const here = (path) => new URL(path, import.meta.url);
const path = (relative) => here(relative).pathname;
const dist = here("./dist/");
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const shared = {
  bundle: true,
  platform: "neutral",
  target: ["es2022"],
  minify: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  external: ["node:url"],
};

// The worker first: the inline entry carries it.
await build({ ...shared, entryPoints: [path("./js/worker.js")], format: "esm", outfile: path("./dist/worker.js") });
await copyFile(here("./dist/worker.js"), here("./gen/worker.txt"));

const loader = { ".wasm": "binary", ".txt": "text", ".bin": "binary" };
await build({
  ...shared,
  entryPoints: Object.fromEntries(["index", ...CAPABILITIES, "testing"].map((name) => [name, entryOf(name)])),
  format: "esm",
  splitting: true,
  outdir: path("./dist"),
  chunkNames: "shared-[hash]",
});
await build({ ...shared, loader, entryPoints: [path("./js/inline.js")], format: "esm", outfile: path("./dist/inline.js") });

const cjs = {
  ...shared,
  loader,
  format: "cjs",
  define: { "import.meta.url": "phiwardUrl" },
  banner: {
    js: 'var phiwardUrl=typeof document==="undefined"?require("node:url").pathToFileURL(__filename).href:(document.currentScript&&document.currentScript.src)||document.baseURI;',
  },
};
for (const name of ["index", ...CAPABILITIES, "testing", "inline"]) {
  await build({ ...cjs, entryPoints: [entryOf(name)], outfile: path(`./dist/${name}.cjs`) });
}

for (const name of ["crypto", ...CAPABILITIES, "search-build"]) {
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
  ...Object.fromEntries(["resilience", "search", "attest"].flatMap((name) => [
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
