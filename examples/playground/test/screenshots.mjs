// Takes pictures of every panel: `node test/screenshots.mjs FOLDER [PANEL]...`, to be looked at.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { open, start } from "./browser.mjs";
import { PANELS } from "./panels.mjs";

const [folder, ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const world = await start();
for (const [name, act] of Object.entries(PANELS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const colorScheme of ["light", "dark"]) {
    for (const [size, viewport] of [["desktop", { width: 1280, height: 900 }], ["phone", { width: 360, height: 780 }]]) {
      const { context, page, seen } = await open(world, name, { colorScheme, viewport });
      await act(page);
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      if (seen.errors.length > 0) console.error(name, size, seen.errors);
      await context.close();
    }
  }
}
await world.close();
