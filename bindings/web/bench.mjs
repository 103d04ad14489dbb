// `node bindings/web/bench.mjs`: the package against bare WebCrypto, in the same page of headless Chromium.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./test/serve.mjs";

const server = await serve();
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "phiward-bench-")), {
  executablePath: process.env.PHIWARD_CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
});
const page = await context.newPage();
await page.goto(`http://localhost:${server.port}/bindings/web/test/page.html`);
await page.waitForFunction(() => window.ready === true);
const results = await page.evaluate(() => window.phiward.bench());
const quiet = await page.evaluate(() => window.phiward.quiet());
for (const [name, row] of Object.entries({ ...results, quiet })) {
  console.log(name.padEnd(8), Object.entries(row).map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`).join("  "));
}
await context.close();
server.close();
