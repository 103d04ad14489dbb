// Takes the picture of the README: `node test/picture.mjs FILE`, with the programs named as for the tests.

import { begin, device, start, stored, write } from "./world.mjs";

const NOTES = [
  "Slept through\n\nEight hours, for the first time since March.",
  "The new tablets\n\nA little dizzy after breakfast, gone by noon. Walked to the harbour and back.",
  "Visit at the clinic\n\nMaria Lopez, MRN: 00625079. BP 120/80, still on warfarin 5 mg. Next visit on 03/04/2027; call 206-555-0123 if the bruises get worse.",
];

const world = await start();
const one = await device(world, { viewport: { width: 1180, height: 900 }, deviceScaleFactor: 1 });
const { page } = one;
await begin(one, "picture@example.org");
for (const note of NOTES) await write(one, note);
await page.getByText("Ask about this note").click();
await page.getByLabel("Your question").fill("What should Maria Lopez avoid?");
for (let tries = 0; tries < 10 && !(await page.locator(".answer").isVisible()); tries++) {
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.locator(".question .verdict:not(.busy)").waitFor();
}
await stored(page);
await page.screenshot({ path: process.argv[2] });
await page.setViewportSize({ width: 360, height: 740 });
await page.getByRole("button", { name: "All notes" }).click();
await page.screenshot({ path: process.argv[2].replace(".png", "-phone.png") });
await one.close();
await world.close();
