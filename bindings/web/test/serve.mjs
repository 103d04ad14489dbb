// Serves the bindings and the specification to a page.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript",
  ".wasm": "application/wasm", ".json": "application/json", ".bin": "application/octet-stream",
};

/** Starts a server; pages below `/no-wasm/` get a policy that forbids WebAssembly. */
export async function serve() {
  const requests = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    const strict = url.pathname.startsWith("/no-wasm/");
    const path = normalize(join(ROOT, decodeURIComponent(strict ? url.pathname.slice(8) : url.pathname)));
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      requests.push({ url: request.url, headers: request.headers, body });
      if (!path.startsWith(ROOT) || !existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end();
      response.writeHead(200, {
        "content-type": TYPES[extname(path)] ?? "application/octet-stream",
        "content-security-policy": strict
          ? "default-src 'self'; script-src 'self'"
          : "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
      });
      createReadStream(path).pipe(response);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, requests, close: () => server.close() };
}
