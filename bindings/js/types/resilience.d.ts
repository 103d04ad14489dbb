// The public API of resilience, written by hand.

import type { Bytes } from "./phiward.js";

/** A clock in milliseconds; `Date.now` unless said otherwise. Tests give their own. */
export type Clock = () => number;

/** What opens a closed breaker. */
export type Trip =
  | { readonly kind: "consecutive"; readonly failures: number }
  | {
      readonly kind: "count_window"; readonly size: number; readonly minCalls: number; readonly failureRate: number;
      readonly slowMs?: number; readonly slowRate?: number;
    }
  | {
      readonly kind: "time_window"; readonly windowMs: number; readonly minCalls: number; readonly failureRate: number;
      readonly slowMs?: number; readonly slowRate?: number;
    };
export interface Backoff {
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs?: number;
}

/** How a breaker and a retry policy see what a call threw. */
export interface Judgement {
  readonly attempt: "retryable" | "terminal" | "unknown_outcome";
  readonly outcome: "failure" | "success" | "ignored";
  /** In how many milliseconds the other side wants to be asked again; negative: not at all. */
  readonly pushBackMs?: number;
}
export type BreakerState = "closed" | "open" | "half_open" | "forced_open";
export interface BreakerOptions {
  /** 5 failures in a row unless said otherwise. */
  readonly trip?: Trip;
  /** How long it stays open: 60,000 unless said otherwise. */
  readonly openMs?: number;
  /** Longer each time that a probe fails, in place of `openMs`. */
  readonly openBackoff?: Backoff;
  readonly halfOpen?: { readonly maxConcurrent: number; readonly successesToClose: number; readonly leaseMs?: number };
  /** After so many milliseconds a call is given up, and counts as a failure. */
  readonly callTimeoutMs?: number;
  readonly clock?: Clock;
  readonly classify?: (error: unknown) => Judgement;
  readonly onStateChange?: (change: { readonly from: BreakerState; readonly to: BreakerState }) => void;
}
export interface Counts {
  readonly permitted: number;
  readonly rejected: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly ignored: number;
  readonly stale: number;
  readonly opened: number;
}

/** Stops calls to what is failing, and lets a few through later to see whether it works again. */
export class CircuitBreaker {
  private constructor();
  static create(options?: BreakerOptions): Promise<CircuitBreaker>;
  static restore(snapshot: string, options?: BreakerOptions): Promise<CircuitBreaker>;
  /** Makes a call, or throws `circuit_open` with `retryAfterMs`. An aborted call decides nothing. */
  run<T>(
    call: (context: { readonly signal: AbortSignal | undefined }) => T | PromiseLike<T>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<T>;
  readonly state: BreakerState;
  counts(): Counts;
  forceOpen(): void;
  forceClose(): void;
  snapshot(): string;
}

/** Bounds the retries of all calls together. */
export type BudgetOptions = { readonly clock?: Clock } & (
  | { readonly kind: "grpc_tokens"; readonly maxTokens: number; readonly tokenRatio: number }
  | { readonly kind: "ratio"; readonly ratio: number; readonly minPerS: number; readonly ttlMs: number }
);
export class RetryBudget {
  private constructor();
  static create(options: BudgetOptions): Promise<RetryBudget>;
  static restore(snapshot: string, options: BudgetOptions): Promise<RetryBudget>;
  call(): void;
  success(): void;
  tryRetry(): boolean;
  snapshot(): string;
}

export interface RetryPolicy {
  /** The first attempt included. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly jitter?: "none" | "full" | "equal" | "decorrelated";
  /** Whether doing it twice is the same as doing it once: yes, unless said otherwise. */
  readonly idempotent?: boolean;
}
export interface RetryOptions {
  /** `api` unless said otherwise: after 1 s, 2 s and 4 s. */
  readonly policy?: "interactive" | "api" | "job" | RetryPolicy;
  readonly budget?: RetryBudget;
  readonly classify?: (error: unknown) => Judgement;
  readonly signal?: AbortSignal;
  /** No attempt begins later than so many milliseconds from now. */
  readonly deadlineMs?: number;
  readonly clock?: Clock;
  /** Random numbers from 0 to below 1, for jitter. */
  readonly random?: () => number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly onRetry?: (next: { readonly attempt: number; readonly delayMs: number }) => void;
  readonly onGiveUp?: (end: {
    readonly attempts: number;
    readonly reason: "attempts_exhausted" | "not_retryable" | "pushback" | "deadline" | "budget";
    readonly retryAfterMs?: number;
  }) => void;
}
/** Makes a call, and makes it again as long as the policy says so. What the last attempt threw is thrown. */
export function retry<T>(
  call: (context: { readonly attempt: number; readonly signal: AbortSignal | undefined }) => T | PromiseLike<T>,
  options?: RetryOptions,
): Promise<T>;

export type Tier = "anonymous" | "agency" | "partner" | "free" | "starter" | "pro" | "enterprise" | "per_ip";
export type LimitRules =
  | {
      readonly algorithm: "gcra" | "fixed_window" | "sliding_log";
      readonly limits: readonly { readonly limit: number; readonly windowMs: number; readonly burst?: number }[];
    }
  | {
      readonly algorithm: "calendar";
      readonly limits: readonly { readonly limit: number; readonly period: "day" | "month"; readonly utcOffsetMin?: number }[];
    };
export type LimitOptions = (LimitRules | { readonly tier: Tier }) & {
  /** Most keys that are remembered: 10,000 unless said otherwise. */
  readonly capacity?: number;
  readonly clock?: Clock;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
};
export interface LimitVerdict {
  readonly allowed: boolean;
  readonly decision: "allow" | "deny" | "never";
  readonly remaining?: number;
  readonly retryAfterMs?: number;
}
/** Limits for each key. An IP address identifies a person: use a keyed hash of it. */
export class RateLimiter {
  private constructor();
  static create(options: LimitOptions): Promise<RateLimiter>;
  static restore(snapshot: string, options: LimitOptions): Promise<RateLimiter>;
  check(key: string, cost?: number): LimitVerdict;
  /** Throws `rate_limited` with `retryAfterMs`. */
  take(key: string, cost?: number): LimitVerdict;
  /** Waits until it is allowed. */
  wait(key: string, options?: { readonly cost?: number; readonly signal?: AbortSignal }): Promise<LimitVerdict>;
  snapshot(): string;
}

/** A store of records, such as Redis or a table. Records are texts. */
export interface IdempotencyStorage {
  load(key: string): string | null | undefined | PromiseLike<string | null | undefined>;
  /** Sets the record, or removes it for `undefined`, if the present one is `expected`; tells whether it did. */
  compareAndSet(key: string, expected: string | undefined, record: string | undefined): boolean | PromiseLike<boolean>;
}
export interface IdempotencyOptions {
  /** How long a response is replayed: a day unless said otherwise. */
  readonly ttlMs?: number;
  /** After how long an execution that tells nothing is taken for dead: 30 s unless said otherwise. */
  readonly inFlightLeaseMs?: number;
  readonly capacity?: number;
  readonly storage?: IdempotencyStorage;
  /** Seals responses before they are kept: a `Phiward` or a `RecordKey`. */
  readonly keys?: {
    encrypt(value: string): Promise<string>;
    decrypt(envelope: string, options: { as: "text" }): Promise<string>;
  };
  readonly clock?: Clock;
  readonly classify?: (error: unknown) => Judgement;
}
/** Executes the request of a key once, and replays its response. */
export class IdempotencyStore {
  private constructor();
  static create(options?: IdempotencyOptions): Promise<IdempotencyStore>;
  run<T>(
    key: string,
    fingerprint: string | Bytes,
    call: (context: { readonly signal: AbortSignal | undefined }) => T | PromiseLike<T>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<T>;
}

export type Vendor =
  | "resend" | "twilio" | "supabase_storage" | "ai_provider" | "web_rtc" | "x12" | "postgres" | "http";
export interface VendorClass extends Judgement {
  readonly retry: "yes" | "no" | "part" | "unknown_outcome" | "by_user";
  readonly breaker: "failure" | "success" | "ignore";
  readonly severity: "info" | "low" | "medium" | "high" | "critical";
  readonly action: string;
}
export interface VendorFailure {
  readonly status?: number;
  /** The service's own name for the error, such as `daily_quota_exceeded`. */
  readonly name?: string;
  /** The header `Retry-After`: seconds or a date. */
  readonly retryAfter?: string;
}
/** What an error of a service means: whether to call again, what it says about the service, what to do. */
export function classifyError(vendor: Vendor, error: VendorFailure, now?: number): VendorClass;
/** The failure of a service. Its message holds nothing of the response. */
export class VendorError extends Error {
  constructor(vendor: Vendor, error?: VendorFailure);
  static fromResponse(vendor: Vendor, response: Response, name?: string): VendorError;
  readonly vendor: Vendor;
  readonly status?: number;
  readonly vendorName?: string;
  readonly classified: VendorClass;
}
