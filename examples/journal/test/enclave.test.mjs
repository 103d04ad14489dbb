// Story 7: a question goes through the enclave, the model sees tokens, and whatever is not the right enclave is told
// from each other and gets nothing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { begin, device, skip, start, stored, write } from "./world.mjs";

const NOTE = "Patient: Maria Lopez, MRN: 00625079, DOB 03/04/1961. BP 120/80, on warfarin 5 mg. Call Maria Lopez at 206-555-0123.";
const SECRETS = ["Maria", "Lopez", "00625079", "03/04/1961", "555-0123"];
const REQUEST = 3;

let world, person;
before(async () => {
  if (skip) return;
  world = await start();
  person = await device(world, { clock: true });
  await begin(person, "asks@example.org");
  await write(person, NOTE);
  await stored(person.page);
  await person.page.getByText("Ask about this note").click();
  await person.page.getByLabel("Your question").fill("What should Maria Lopez avoid?");
});
after(async () => {
  await person?.close();
  await world?.close();
});

const verdict = () => person.page.locator(".question .verdict:not(.busy)");

async function ask() {
  await person.page.getByRole("button", { name: "Ask", exact: true }).click();
  await verdict().waitFor();
}

/** How many sealed requests were sent: greetings carry nothing. */
const requests = () => person.seen.sent.filter((request) => request.url().endsWith("/v1/ai/analyze") && request.postDataBuffer()[0] === REQUEST).length;

/** Asks, and expects to be told why nothing was sent. */
async function refused(title, code) {
  const before = requests();
  await ask();
  assert.ok((await verdict().textContent()).includes(title), await verdict().textContent());
  assert.equal(await verdict().locator("code").textContent(), code);
  assert.equal(requests(), before, "nothing was sealed to it");
}

test("the answer is about the person, and the model has seen tokens", { skip }, async () => {
  // An unoptimised enclave on a busy machine may not keep to its windows of plaintext, and refuses: it is asked again.
  for (let tries = 0; tries < 10; tries++) {
    await ask();
    if (!(await verdict().textContent()).includes("enclave_refused")) break;
  }
  assert.equal(await person.page.locator(".answer").textContent(), "About Maria Lopez: avoid ibuprofen while on warfarin.");
  const seen = JSON.stringify(await world.services.seenByModel());
  assert.match(seen, /\[NAME_1\].*\[MRN_1\].*warfarin 5 mg/s);
  for (const secret of SECRETS) assert.ok(!seen.includes(secret), secret);
  const bodies = person.seen.sent.map((request) => request.postDataBuffer()?.toString("latin1") ?? "");
  for (const secret of [...SECRETS, "warfarin"]) assert.ok(bodies.every((body) => !body.includes(secret)), secret);
});

test("each wrong enclave is refused for its own reason, and nothing is sent to it", { skip }, async () => {
  const { page } = person;
  const with_ = async (change, run) => {
    const policy = structuredClone(world.services.policy);
    change(policy);
    await page.route("**/policy.json", (route) => route.fulfill({ json: policy }));
    await run();
    await page.unroute("**/policy.json");
  };
  const other = (hex) => (hex[0] === "0" ? "1" : "0") + hex.slice(1);
  await with_((policy) => (policy.builds[0].pcr0 = other(policy.builds[0].pcr0)), () => refused("It is another program", "pcr_mismatch"));
  await with_((policy) => (policy.terms.redaction = other(policy.terms.redaction)), () => refused("It works under other terms", "terms_mismatch"));
  await with_((policy) => delete policy.insecureRoot, () => refused("Nobody we trust vouches for it", "untrusted_root"));
});

test("debug mode, a certificate that has ended, and a replayed proof", { skip }, async () => {
  const { page } = person;
  const { cases } = JSON.parse(readFileSync(new URL("../../../docs/spec/vectors/attest.json", import.meta.url), "utf8"));
  for (const [id, title, code] of [
    ["debug-mode", "It runs in debug mode", "debug_mode"],
    ["expired-leaf", "Its certificate is out of date", "certificate_expired"],
    ["accepted", "Its proof is an old one", "nonce_mismatch"],
  ]) {
    const vector = cases.find((each) => each.id === id);
    // The evidence of the enclave, with another document in it: the document is the last of its byte strings.
    await page.route("**/v1/ai/analyze", async (route) => {
      const response = await route.fetch();
      const evidence = await response.body();
      const begin = Buffer.from([0x84, 0x44, 0xa1, 0x01, 0x38, 0x22]);
      const at = evidence.indexOf(begin) - 3;
      assert.equal(evidence[at], 0x59);
      const document = Buffer.from(vector.document_b64, "base64");
      const head = Buffer.from([0x59, document.length >> 8, document.length & 255]);
      await route.fulfill({ response, body: Buffer.concat([evidence.subarray(0, at), head, document]) });
    });
    const { builds } = world.services.policy;
    const pcrs = vector.expected.pcrs;
    const allowed = id === "debug-mode" ? builds : [{ pcr0: pcrs[0], pcr1: pcrs[1], pcr2: pcrs[2] }];
    const insecureRoot = Buffer.from(vector.root_b64, "base64").toString("hex");
    await page.route("**/policy.json", (route) => route.fulfill({ json: { ...world.services.policy, builds: allowed, insecureRoot } }));
    await page.clock.setFixedTime(vector.at_unix * 1000);
    await refused(title, code);
    await page.unroute("**/policy.json");
    await page.unroute("**/v1/ai/analyze");
  }
  await page.clock.setFixedTime(Date.now() + 10 * 60_000);
  await refused("Its proof is out of date", "too_old");
  await page.clock.setFixedTime(Date.now());
});

test("an enclave that is not there is told from a service that is not there", { skip }, async () => {
  const { page, context } = person;
  await page.route("**/policy.json", (route) => route.fulfill({ status: 404, body: "" }));
  await refused("No enclave was set up", "no_enclave");
  await page.unroute("**/policy.json");
  await context.setOffline(true);
  await refused("The service cannot be reached", "unreachable");
  await context.setOffline(false);
  await world.services.stopEnclave();
  await refused("The enclave cannot be reached", "enclave_down");
  await page.locator(".question [role=timer]").getByText(/^Again in \d+ s$/).waitFor();
});
