// Resilience, search and attestation: what must compile, and what must not.

import * as node from "@phiward/node/resilience";
import { CircuitBreaker, IdempotencyStore, RateLimiter, RetryBudget, VendorError, retry } from "@phiward/web/resilience";
import { SearchIndex, buildIndex } from "@phiward/web/search";
import { openFromEnclave, sealToEnclave, verifyAttestation } from "@phiward/web/attest";
import { init } from "@phiward/web/attest";

const breaker = await CircuitBreaker.create({
  trip: { kind: "time_window", windowMs: 60_000, minCalls: 10, failureRate: 0.5 }, openMs: 30_000,
  onStateChange: ({ to }) => void (to === "open"),
});
const length: number = await breaker.run(async ({ signal }) => (await fetch("/x", signal ? { signal } : {})).status);
// @ts-expect-error A window has a share of failures.
await CircuitBreaker.create({ trip: { kind: "count_window", size: 10, minCalls: 5 } });
// @ts-expect-error There is no such option.
await CircuitBreaker.create({ opneMs: 30_000 });
// @ts-expect-error It is made by `create`.
new CircuitBreaker();

const budget = await RetryBudget.create({ kind: "ratio", ratio: 0.1, minPerS: 1, ttlMs: 10_000 });
const body: string = await retry(async () => {
  const response = await fetch("/x");
  if (!response.ok) throw VendorError.fromResponse("http", response);
  return response.text();
}, { policy: "api", budget, signal: AbortSignal.timeout(1000) });
// @ts-expect-error There is no such preset.
await retry(() => 1, { policy: "batch" });
// @ts-expect-error There is no such vendor.
VendorError.fromResponse("acme", new Response());

const limiter = await RateLimiter.create({ tier: "anonymous" });
const left: number | undefined = limiter.check("hash").remaining;
// @ts-expect-error A calendar has a period.
await RateLimiter.create({ algorithm: "calendar", limits: [{ limit: 5, windowMs: 1000 }] });
const store = await IdempotencyStore.create({ ttlMs: 1000 });
const made: { id: number } = await store.run("key", "hash", () => ({ id: 1 }));
const same: typeof node.VendorError = node.VendorError;
void [length, body, left, made, same];

const index = await SearchIndex.open(await buildIndex([{ _id: "a", number: "101", name: "Seizure" }]));
const answer = index.search("seizure", { age: "pediatric", explain: true });
if (answer.answer === "abstain") {
  const reason: "number_not_in_agency" | "drug_not_in_agency" | "no_evidence" | "age_variant_missing" = answer.reason;
  void reason;
}
// @ts-expect-error A section has an id.
await buildIndex([{ number: "101" }]);
// @ts-expect-error An age is a category.
index.search("seizure", { age: 62 });

declare const bytes: Uint8Array;
const policy = { builds: [{ pcr0: bytes, pcr1: "00", pcr2: "00", pcr8: "00" }], terms: { egress: bytes, redaction: bytes, auditSchema: 1 } };
const attested = await verifyAttestation(bytes, { policy, nonce: bytes });
const when: number = attested.timestampMs;
const exchange = await sealToEnclave({ key: bytes, destination: 1 }, { evidence: bytes, policy, nonce: bytes });
const said: string = await openFromEnclave(exchange, bytes);
// @ts-expect-error Nothing is sealed without a policy.
await sealToEnclave({ key: bytes, destination: 1 }, { evidence: bytes, nonce: bytes });
// @ts-expect-error A build names three registers.
await verifyAttestation(bytes, { policy: { builds: [{ pcr0: bytes }] } });
await init({ url: "/attest_bg.wasm" });
void [when, said];
