// The journal with everything behind it, and the devices of people in headless Chromium.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "../serve.mjs";

const EXECUTABLE = process.env.PHIWARD_CHROMIUM ?? "/usr/bin/chromium";
const { PHIWARD_GATEWAY: GATEWAY, PHIWARD_ENCLAVE_EXAMPLE: ENCLAVE } = process.env;
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Why there is nothing to test with, or `false`. */
export const skip = [
  [existsSync(EXECUTABLE), "Chromium is not installed"],
  [existsSync(new URL("../dist/index.html", import.meta.url)), "the page is not built"],
  [GATEWAY !== undefined && ENCLAVE !== undefined, "PHIWARD_GATEWAY and PHIWARD_ENCLAVE_EXAMPLE name no programs"],
].find(([is]) => !is)?.[1] ?? false;

/** Services and a browser. */
export async function start() {
  const folder = mkdtempSync(join(tmpdir(), "phiward-journal-"));
  const services = await serve({ gateway: GATEWAY, enclave: ENCLAVE, folder });
  const browser = await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: ARGUMENTS });
  return {
    services, folder, browser,
    async close() {
      await browser.close();
      await services.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const VIEW = { viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" };

/** A device that nobody has used yet. */
export async function device({ services, browser }, { clock = false, ...options } = {}) {
  return opened(services, await browser.newContext({ ...VIEW, ...options }), clock);
}

/** A device whose disk can be searched afterwards. */
export async function deviceOnDisk({ services }, profile) {
  const launched = { executablePath: EXECUTABLE, headless: true, args: ARGUMENTS, ...VIEW };
  return opened(services, await chromium.launchPersistentContext(profile, launched), false);
}

async function opened(services, context, clock) {
  const page = await context.newPage();
  if (clock) await page.clock.install();
  const seen = { sent: [], errors: [] };
  context.on("request", (request) => seen.sent.push(request));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto(`${services.origin}/site/`);
  await page.locator("main h1").waitFor();
  return { context, page, seen, close: () => context.close() };
}

export const PASSWORD = "correct horse battery";

/** Begins a journal, and gives its 24 words. */
export async function begin({ page }, email, password = PASSWORD) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await page.getByRole("heading", { name: "Your 24 words" }).waitFor();
  const words = await page.locator(".words li").allTextContents();
  await page.getByLabel("I have written them down").check();
  await page.getByRole("button", { name: "Continue" }).click();
  await journal(page);
  return words;
}

export async function signIn({ page }, email, password = PASSWORD) {
  await page.getByRole("button", { name: "I have a journal" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await journal(page);
}

export async function unlock({ page }, password = PASSWORD) {
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await journal(page);
}

export const journal = (page) => page.getByRole("button", { name: "New note" }).waitFor();

/** Writes a new note, and waits until it is sealed on this device. */
export async function write({ page }, text) {
  await page.getByRole("button", { name: "New note" }).click();
  const paper = page.getByLabel("Text of the note");
  await paper.fill(text);
  await paper.blur();
  await page.locator(".page .hint").getByText(/^Sealed/).waitFor();
}

/** Opens a note and puts another text into it. */
export async function rewrite({ page }, title, text) {
  await page.locator(".notes button").filter({ hasText: title }).click();
  await page.getByLabel("Text of the note").fill(text);
  await page.getByLabel("Text of the note").blur();
  await page.locator(".notes b").getByText(text, { exact: true }).waitFor();
}

export const state = (page) => page.locator("#state");
/** Waits until the service has everything. */
export const stored = (page) => state(page).getByText("Stored, sealed").waitFor();
export const titles = async (page) => (await page.locator(".notes b").allTextContents()).sort();

/** Waits until the list has these titles and no other. */
export async function lists(page, expected) {
  const wanted = [...expected].sort();
  await page.waitForFunction((all) => {
    const found = [...document.querySelectorAll(".notes b")].map((each) => each.textContent).sort();
    return JSON.stringify(found) === JSON.stringify(all);
  }, wanted);
}
