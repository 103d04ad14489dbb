// The built page in headless Chromium, at an address of its own.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

const EXECUTABLE = process.env.PHIWARD_CHROMIUM ?? "/usr/bin/chromium";
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Why there is nothing to test with, or `false`. */
export const skip = !existsSync(EXECUTABLE)
  ? "Chromium is not installed"
  : existsSync(new URL("../dist/index.html", import.meta.url)) ? false : "the page is not built";

export async function start() {
  const server = await preview({ root: ROOT, logLevel: "warn", preview: { host: "127.0.0.1", port: 0, strictPort: false } });
  const { port } = server.httpServer.address();
  const browser = await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: ARGUMENTS });
  return {
    origin: `http://127.0.0.1:${port}`,
    browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Opens a panel and waits until it is there; requests and errors of the page are noted. */
export async function open({ browser, origin }, panel, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const seen = { requests: [], errors: [] };
  context.on("request", (request) => seen.requests.push(request.url()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  await page.goto(`${origin}/#${panel}`);
  await shown(page, panel);
  return { context, page, seen };
}

/** Waits until a panel is there. */
export async function shown(page, panel) {
  await page.locator(`#panel-${panel}:not([hidden]):not([aria-busy]) h2`).waitFor();
}
