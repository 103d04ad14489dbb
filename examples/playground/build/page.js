// What the pages of the examples are built with: the policy for scripts, and a service worker that knows every file.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Writes the policy into the page. */
export function policy() {
  return { name: "policy", transformIndexHtml: (html) => html.replace("%POLICY%", POLICY) };
}

/** Writes `sw.js` with the list of the files, under a version that changes with any of them. */
export function serviceWorker(page) {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = ["./", "./manifest.webmanifest", "./icon.svg"];
      const worker = readFileSync(new URL("./sw.js", import.meta.url), "utf8");
      const version = createHash("sha256").update(worker);
      for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (!name.endsWith(".html")) files.push(`./${name}`);
        version.update(name).update(file.type === "chunk" ? file.code : file.source);
      }
      const known = { PAGE: page, VERSION: version.digest("hex").slice(0, 16), FILES: files };
      const head = Object.entries(known).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`).join("");
      this.emitFile({ type: "asset", fileName: "sw.js", source: head + worker });
    },
  };
}

/** What both pages are built as. */
export const build = {
  target: "es2022",
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
  chunkSizeWarningLimit: 1500,
};
