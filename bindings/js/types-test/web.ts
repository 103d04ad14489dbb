// What must compile, and what must not: `tsc` checks each `@ts-expect-error`.

import { Phi, PhiwardError, Phiward, loggable, phi, type Loggable } from "@phiward/web";
import { safeLog } from "@phiward/web/log";
import { EnvelopeRelay } from "@phiward/web/relay";
import { Redactor, TokenMap } from "@phiward/web/redact";
import * as attest from "@phiward/web/attest";
import { CircuitBreaker, RateLimiter } from "@phiward/web/resilience";
import { SearchIndex } from "@phiward/web/search";
import { fakeBreaker, fakeEnclave, fakeLimiter, fakePhiward, fakeRedactor, fakeSearchIndex } from "@phiward/web/testing";

declare const password: string;

// The first contact.
const phiward = await Phiward.create({ email: "user@example.com", password });
const envelope: string = await phiward.encrypt({ message: "Sensitive health data" });
const value = await phiward.decrypt<{ message: string }>(envelope);
value.message.toUpperCase();
const bytes: Uint8Array = await phiward.encrypt(new Uint8Array(3));
const blob: Blob = await phiward.encrypt(new Blob([]));
const text: string = await phiward.decrypt(envelope, { as: "text" });
const fake: Phiward = fakePhiward({ fail: "locked" });
const others: [CircuitBreaker, RateLimiter, Redactor, SearchIndex] = [
  fakeBreaker({ state: "open" }), fakeLimiter(), fakeRedactor({ hide: { "Jane Roe": "NAME" } }), fakeSearchIndex(),
];
const verify: typeof attest.verifyAttestation = fakeEnclave({ fail: "pcr_mismatch" }).verifyAttestation;
void [bytes, blob, text, fake, others, verify];

// @ts-expect-error A context holds texts.
await phiward.encrypt("x", { context: { age: 62 } });
// @ts-expect-error There is no such option.
await phiward.encrypt("x", { contxt: {} });
// @ts-expect-error A password is needed.
await Phiward.create({ email: "user@example.com" });
// @ts-expect-error A relay has no way to open envelopes.
new EnvelopeRelay().decrypt(envelope);
// @ts-expect-error A key is no option of a relay.
new EnvelopeRelay({ key: new Uint8Array(32) });

// Protected values.
const name: Phi<string> = phi("Jane Doe");
// @ts-expect-error A protected value is not its value.
const leaked: string = name;
// @ts-expect-error It opens for somebody with a reason only.
name.open();
const opened: string = name.open({ actor: "usr-1", purpose: "TREAT", requestId: "r-1", record() {} });
// @ts-expect-error A protected text is not a protected number.
const other: Phi<number> = name;
void [leaked, opened, other];

// The source documents' integration log, right and wrong.
declare const requestId: Loggable<string>;
declare const agency_id: string;
declare const parsedAge: number;
declare const clinicalCode: string;
declare const protectedAge: Phi<number>;
const logIntegrationAccess = safeLog(() => {});

logIntegrationAccess({ requestId, agencyId: loggable.token(agency_id) });

// WRONG: Never do this
logIntegrationAccess({
  requestId,
  agencyId: loggable.token(agency_id),
  // @ts-expect-error PHI - NEVER LOG
  userAge: parsedAge,
  // @ts-expect-error PHI - NEVER LOG
  impression: clinicalCode,
});
// @ts-expect-error A protected value is not loggable either.
logIntegrationAccess({ requestId, userAge: protectedAge });
// @ts-expect-error A text that was made at run time is not loggable.
logIntegrationAccess({ requestId, agencyId: agency_id });

// Redaction.
const redactor = await Redactor.create({ policy: { mode: "strict", operators: { NAME: "mask" } } });
const redacted: { text: string } = redactor.redact("note");
const restored: Phi<string> = (await TokenMap.create()).restore(redacted.text);
// @ts-expect-error There is no such mode.
await Redactor.create({ policy: { mode: "lenient" } });
// @ts-expect-error There is no such category.
await Redactor.create({ policy: { operators: { NAMES: "mask" } } });
// @ts-expect-error What is restored is protected.
const shown: string = restored;
void shown;

try {
  await phiward.decrypt(envelope);
} catch (error) {
  if (error instanceof PhiwardError) error.code.toUpperCase();
}
// @ts-expect-error The twins that do not wait are Node's.
phiward.encryptSync("x");
