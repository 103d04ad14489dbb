// Builds the page, and a service worker that knows every file of it.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const POLICY = [
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

/** Writes `sw.js` with the list of the files, under a version that changes with any of them. */
function serviceWorker() {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = ["./", "./manifest.webmanifest", "./icon.svg"];
      const version = createHash("sha256");
      for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (!name.endsWith(".html")) files.push(`./${name}`);
        version.update(name).update(file.type === "chunk" ? file.code : file.source);
      }
      const worker = readFileSync(new URL("./src/sw.js", import.meta.url), "utf8");
      const head = `const VERSION = "${version.digest("hex").slice(0, 16)}";\nconst FILES = ${JSON.stringify(files)};\n`;
      this.emitFile({ type: "asset", fileName: "sw.js", source: head + worker });
    },
  };
}

const security = {
  "content-security-policy": `${POLICY}; frame-ancestors 'none'`,
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export default {
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  plugins: [
    serviceWorker(),
    { name: "policy", transformIndexHtml: (html) => html.replace("%POLICY%", POLICY) },
  ],
  preview: { host: "127.0.0.1", headers: security },
};
