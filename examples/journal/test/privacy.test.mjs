// Story 2: what is typed is nowhere but on the screen. Not in what is sent, not in what the browser keeps, not on the
// browser's disk, not in the service's database and not in its logs.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { files, holding, kept, sent } from "./traces.mjs";
import { begin, deviceOnDisk, PASSWORD, rewrite, skip, start, stored, unlock, write } from "./world.mjs";

const EMAIL = "maria.lopez@example.org";
const NOTE = "Dr Quillfeather raised my sertraline, and I slept at last.";
const CHANGED = "Dr Quillfeather lowered my sertraline again.";
const QUESTION = "Why does Quillfeather lower it?";
const SECRETS = [EMAIL, PASSWORD, "Quillfeather", "sertraline", "slept at last"];

let world, profile, person;
before(async () => {
  if (skip) return;
  world = await start();
  profile = mkdtempSync(join(tmpdir(), "phiward-journal-profile-"));
  person = await deviceOnDisk(world, profile);
});
after(async () => {
  await person?.close();
  await world?.close();
  if (profile !== undefined) rmSync(profile, { recursive: true, force: true });
});

test("a journal is used in every way, and nothing readable is left anywhere", { skip }, async () => {
  const { page, context, seen } = person;
  const words = (await begin(person, EMAIL)).join(" ");
  await write(person, NOTE);
  await stored(page);
  await rewrite(person, NOTE, CHANGED);
  await page.getByText("Ask about this note").click();
  await page.getByLabel("Your question").fill(QUESTION);
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.locator(".question .verdict:not(.busy)").waitFor();
  await stored(page);
  // Half a sentence, and the page is reloaded.
  await page.getByLabel("Text of the note").pressSequentially(" And then");
  await page.reload();
  await unlock(person);
  await page.getByRole("searchbox").fill("sertraline");
  await stored(page);

  const secrets = [...SECRETS, words, words.split(" ").slice(0, 3).join(" "), QUESTION];
  const places = { ...(await kept(page, context)), ...(await sent(seen.sent)), ...files(world.folder) };
  assert.deepEqual(holding(places, secrets), []);
  assert.deepEqual(seen.errors, []);

  // What was looked through is what was used.
  const names = Object.keys(places).join("\n");
  for (const place of [
    "IndexedDB phiward-journal/notes", "IndexedDB phiward-journal/accounts", "/v1/records", "/v1/accounts",
    "/v1/ai/analyze", "gateway.sqlite", "gateway.log", "/assets/crypto_bg",
  ]) assert.ok(names.includes(place), `${place} was not looked at`);
  const notes = JSON.parse(places["IndexedDB phiward-journal/notes"]);
  assert.equal(notes.length, 1);
  // An id that the service has in clear is found in all three: in IndexedDB, on the way, and in the database.
  const found = holding(places, [notes[0].id]).join("\n");
  for (const place of ["IndexedDB phiward-journal/notes", "request", "gateway.sqlite"]) {
    assert.ok(found.includes(place), `the id was not found in: ${place}`);
  }
});

test("each search finds a secret that is there", { skip }, async () => {
  const { page, context, seen } = person;
  await page.evaluate(async ([word, other]) => {
    localStorage.setItem("control", word);
    sessionStorage.setItem("control", word);
    await (await caches.open("control")).put("/control", new Response(new TextEncoder().encode(`a ${word}`)));
    const database = await new Promise((done) => {
      const request = indexedDB.open("control", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("texts", { keyPath: "id" });
      request.onsuccess = () => done(request.result);
    });
    const writing = database.transaction("texts", "readwrite");
    writing.objectStore("texts").put({ id: 1, text: btoa(`x${word}`) });
    await new Promise((done) => (writing.oncomplete = done));
    database.close();
    document.cookie = "control=Quillfeather; SameSite=Strict";
    await fetch("/v1/health?control=1", { headers: { "x-control": word } });
    await fetch("/v1/records", { method: "POST", body: JSON.stringify({ envelope: other }) });
  }, ["Quillfeather", "sertraline"]);
  writeFileSync(join(world.folder, "control"), Buffer.from("slept at last", "utf16le"));
  const places = { ...(await kept(page, context)), ...(await sent(seen.sent)), ...files(world.folder) };
  const found = holding(places, SECRETS);
  const expected = ["local", "session", "cookies", /^cache .*\/control$/, /^IndexedDB control/, /\/v1\/health\?control/, /\/v1\/records$/, /^file .*\/control$/];
  for (const place of expected) {
    assert.ok(found.some((name) => (place instanceof RegExp ? place.test(name) : name === place)), String(place));
  }
  assert.equal(found.length, expected.length, found.join(", "));
  await page.evaluate(async () => {
    localStorage.removeItem("control");
    sessionStorage.removeItem("control");
    await caches.delete("control");
    await new Promise((done) => (indexedDB.deleteDatabase("control").onsuccess = done));
    document.cookie = "control=; Max-Age=0; SameSite=Strict";
  });
});

test("the browser's own files hold nothing readable", { skip }, async () => {
  await person.close();
  const control = files(profile);
  assert.ok(holding(control, ["phiward-journal"]).length > 0, "the profile holds the names of the page's databases");
  // What the control before has put there is on the disk until the browser tidies up, so other words are looked for.
  assert.deepEqual(holding(control, [PASSWORD, "raised my", "lowered my", QUESTION]), []);
  // The address is in the memory that the browser has of forms, so that it can be filled in again, and nowhere else.
  const remembered = holding(control, [EMAIL]).map((path) => basename(path));
  assert.deepEqual(remembered.filter((name) => !/^(Login Data|Web Data|Session_|Tabs_)/.test(name)), []);
});
