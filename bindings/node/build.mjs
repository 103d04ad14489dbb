// Bundles the JavaScript of @phiward/node; `cargo xtask build-node` has put the native module beside it.

import { build } from "esbuild";
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

for (const [from, to] of [
  ["../js/types/phiward.d.ts", "phiward"],
  ["../js/types/redact.d.ts", "redact"],
  ["./types.d.ts", "index"],
]) {
  const text = await readFile(here(from), "utf8");
  await writeFile(new URL(`${to}.d.ts`, dist), text);
  await writeFile(new URL(`${to}.d.cts`, dist), text.replaceAll(/"(\.\/\w+)\.js"/g, '"$1.cjs"'));
}
