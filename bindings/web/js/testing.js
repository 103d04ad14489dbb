// @phiward/web/testing: fakes for the tests of an app. Nothing is loaded, encrypted or decided here.

export { fakePhiward } from "./testing/phiward.js";
export { fakeBreaker, fakeLimiter } from "./testing/resilience.js";
export { fakeRedactor } from "./testing/redact.js";
export { fakeSearchIndex } from "./testing/search.js";
export { fakeEnclave } from "./testing/attest.js";
