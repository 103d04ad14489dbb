import type * as attest from "./attest.js";
import type { Category, Redactor } from "./redact.js";
import type { BreakerState, CircuitBreaker, RateLimiter } from "./resilience.js";
import type { Answer, SearchIndex } from "./search.js";
import type { Phiward } from "./phiward.js";

/** A `Phiward` for the tests of an app: nothing is encrypted, nothing is derived, and failures can be asked for. */
export function fakePhiward(options?: {
  /** The code of the error with which every call fails. */
  readonly fail?: string;
  readonly locked?: boolean;
}): Phiward & { readonly sealed: readonly unknown[] };

/** A breaker in the state that a test has put it in: whatever its calls do, it stays there. */
export function fakeBreaker(options?: {
  readonly state?: BreakerState;
  /** What `circuit_open` says, in milliseconds. */
  readonly retryAfterMs?: number;
}): CircuitBreaker;

/** A limiter that allows each key so much, and then no more: no time passes in it, and waiting is refused. */
export function fakeLimiter(options?: {
  readonly allowed?: number;
  /** What `rate_limited` says, in milliseconds. */
  readonly retryAfterMs?: number;
}): RateLimiter;

/** A redactor that hides the texts of `hide`, which it finds to be of that category, and nothing else. */
export function fakeRedactor(options?: { readonly hide?: { readonly [text: string]: Category } }): Redactor;

/** An index that gives the answers of a test, and for every other text none. */
export function fakeSearchIndex(options?: {
  readonly agencies?: readonly string[];
  readonly answers?: { readonly [text: string]: Answer };
  readonly suggestions?: { readonly [text: string]: ReturnType<SearchIndex["suggest"]> };
}): SearchIndex & { readonly asked: readonly string[] };

/** The functions of `@phiward/web/attest`, before an enclave that is not there. */
export function fakeEnclave(options?: {
  /** The answer to every request. */
  readonly answer?: string;
  /** The code with which the evidence is refused. */
  readonly fail?: string;
  /** The code with which the enclave refuses every request. */
  readonly refusal?: string;
}): Pick<
  typeof attest,
  "inspectAttestation" | "verifyAttestation" | "enclaveHello" | "sealToEnclave" | "openFromEnclave"
> & { readonly asked: readonly attest.EnclaveRequest[] };
