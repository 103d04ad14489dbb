// The page as people use it: a service that goes and comes back, pauses, barriers, phones.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { begin, device, journal, PASSWORD, skip, start, state, stored, unlock, write } from "./world.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let world;
before(async () => {
  if (!skip) world = await start();
});
after(() => world?.close());

async function on(options, run) {
  const one = await device(world, options);
  try {
    await run(one, one.page);
    assert.deepEqual(one.seen.errors, []);
  } finally {
    await one.close();
  }
}

test("a button that needs the service says why it cannot be pressed, and comes back by itself", { skip }, () => on({ clock: true }, async (one, page) => {
  const begins = page.getByRole("button", { name: "Begin", exact: true });
  const enabled = (is) => page.waitForFunction((wanted) => [...document.querySelectorAll("button[type=submit]")].every((each) => each.disabled !== wanted), is);
  await enabled(true);
  await world.services.stopGateway();
  await page.clock.fastForward(16_000);
  await enabled(false);
  const reason = await begins.evaluate((button) => document.getElementById(button.getAttribute("aria-describedby")).textContent);
  assert.match(reason, /being looked after.*comes back by itself/);
  await world.services.startGateway();
  await page.clock.fastForward(5000);
  await enabled(true);
  // A database that is gone is a service that is there and not ready.
  await page.route("**/v1/ready", (route) => route.fulfill({ status: 503, headers: { "retry-after": "3" }, json: { status: "down" } }));
  await page.clock.fastForward(16_000);
  await enabled(false);
  await page.unroute("**/v1/ready");
  await page.clock.fastForward(3100);
  await enabled(true);
}));

test("what is on the device opens while the service is away", { skip }, () => on({}, async (one, page) => {
  await begin(one, "away@example.org");
  await write(one, "Readable without the service");
  await stored(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await world.services.stopGateway();
  try {
    await page.reload();
    await unlock(one);
    await page.locator(".notes b").getByText("Readable without the service").waitFor();
    await write(one, "Written while it was away");
    await state(page).getByText("The service is down · 1 change waits here, sealed").waitFor();
  } finally {
    await world.services.startGateway();
  }
  await stored(page);
}));

test("a pause that the service asks for is counted down, and ends by itself", { skip }, () => on({ clock: true }, async (one, page) => {
  const pause = (status, seconds) => page.route("**/v1/accounts", (route) => route.fulfill({
    status, headers: { "retry-after": String(seconds), "content-type": "application/problem+json" },
    body: JSON.stringify({ title: "that was too often", status, code: status === 429 ? "rate_limited" : "overloaded", retryAfter: seconds }),
  }));
  const timer = page.locator("[role=timer]");
  const shown = async (seconds) => assert.equal(await timer.textContent(), `Again in ${seconds} s`);
  await pause(429, 300);
  await page.getByLabel("E-mail address").fill("pause@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await page.getByText("The service asks for a pause.").waitFor();
  await timer.waitFor();
  // The clock jumps half a minute ahead and stands still, so that a slow machine makes no difference.
  await page.clock.pauseAt(new Date(await page.evaluate(() => Date.now()) + 30_000));
  const from = Number((await timer.textContent()).match(/\d+/)[0]);
  assert.ok(from > 100 && from <= 271, `${from}`);
  await page.clock.runFor(10_000);
  await shown(from - 10);
  await page.unroute("**/v1/accounts");
  // Time stands still: nothing is sent before the pause is over.
  const before = one.seen.sent.filter((request) => request.method() === "POST").length;
  await page.clock.runFor((from - 12) * 1000);
  assert.equal(one.seen.sent.filter((request) => request.method() === "POST").length, before);
  await page.clock.runFor(4000);
  await page.clock.resume();
  await page.getByRole("heading", { name: "Your 24 words" }).waitFor();
}));

test("a sync that is told to wait waits, and says so", { skip }, () => on({}, async (one, page) => {
  await begin(one, "waits@example.org");
  await page.route("**/v1/records/*", (route) => route.fulfill({
    status: 503, headers: { "retry-after": "60", "content-type": "application/problem+json" },
    body: JSON.stringify({ title: "too much is being done", status: 503, code: "overloaded", retryAfter: 60 }),
  }));
  await write(one, "Patience");
  await state(page).getByText("The service asks for a pause · 1 change waits here, sealed").waitFor();
  await page.locator(".bar [role=timer]").getByText(/^Again in \d+ s$/).waitFor();
  await page.unroute("**/v1/records/*");
  await page.getByRole("button", { name: "Try again now" }).click();
  await stored(page);
}));

test("of two tabs one writes", { skip }, () => on({}, async (one, page) => {
  await begin(one, "tabs@example.org");
  await write(one, "Written in the first");
  const second = await one.context.newPage();
  await second.goto(`${world.services.origin}/site/`);
  const open = async () => {
    await second.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await second.getByRole("button", { name: "Open", exact: true }).click();
  };
  await open();
  await second.locator(".verdict").getByText("This journal is open in another tab.").waitFor();
  await page.getByRole("button", { name: "Lock" }).click();
  await page.getByRole("button", { name: "Open", exact: true }).waitFor();
  await open();
  await second.locator(".notes b").getByText("Written in the first").waitFor();
}));

test("the keyboard reaches everything", { skip }, () => on({}, async (one, page) => {
  await page.keyboard.press("Tab");
  const active = () => page.evaluate(() => document.activeElement.className || document.activeElement.name || document.activeElement.textContent);
  // The page begins in its content: the skip link is first for who goes back to the top.
  await page.locator(".skip").focus();
  assert.equal(await active(), "skip");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await active(), "email");
  await page.keyboard.type("keys@example.org");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your 24 words" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "words-title");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await journal(page);
}));

/** The faces of the page, each reached from the one before. */
const FACES = {
  "way in": async () => {},
  words: async ({ page }, email) => {
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Begin", exact: true }).click();
    await page.getByRole("heading", { name: "Your 24 words" }).waitFor();
  },
  note: async (one) => {
    const { page } = one;
    await page.getByLabel("I have written them down").check();
    await page.getByRole("button", { name: "Continue" }).click();
    await journal(page);
    await write(one, "A walk by the river\n\nThe first warm day. I did not think of work once.");
    await page.getByText("Ask about this note").click();
    await stored(page);
  },
  settings: async ({ page }) => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("Password now").fill("not the password");
    await page.getByLabel("New password").fill("another password");
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.locator(".verdict.bad").waitFor();
  },
};

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of [["desktop", { width: 1280, height: 900 }], ["phone", { width: 360, height: 740 }]]) {
    test(`no barrier in ${colorScheme}, and it fits a ${size}`, { skip }, () => on({ colorScheme, viewport }, async (one, page) => {
      for (const [face, reach] of Object.entries(FACES)) {
        await reach(one, `${colorScheme}-${size}@example.org`);
        await page.evaluate(AXE);
        const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map(({ id, nodes }) => [face, id, ...nodes.slice(0, 3).map(({ html }) => html)]), []);
        assert.ok(passes.some(({ id }) => id === "color-contrast"), "contrast was not looked at");
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= viewport.width, `${face} is too wide`);
        if (process.env.PHIWARD_PICTURES !== undefined) {
          await page.screenshot({ path: `${process.env.PHIWARD_PICTURES}/${face.replaceAll(" ", "-")}-${size}-${colorScheme}.png`, fullPage: true });
        }
      }
    }));
  }
}
