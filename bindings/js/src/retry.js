// Retries, and the budget that they share.

import * as check from "./check.js";
import { configuration, record, split } from "./configuration.js";
import { core, PhiwardError } from "./errors.js";
import { isAbort } from "./vendor.js";
import { clock, given, sleep } from "./waiting.js";

const MAKE = Symbol("make");
const NAMES = ["policy", "budget", "classify", "signal", "deadlineMs", "clock", "random", "sleep", "onRetry", "onGiveUp"];

/** Makes the function and the class over one backend. */
export function retries(backend, judge) {
  const native = () => backend.native();

  /** Bounds the retries of all calls together. */
  class RetryBudget {
    static name = "RetryBudget";
    #core;
    #now;

    constructor(token, handle, now) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use RetryBudget.create");
      this.#core = handle;
      this.#now = now;
    }

    static async create(options) {
      const [json, now] = budgetOf(options);
      await backend.ready();
      return new this(MAKE, core(() => new (native().RetryBudget)(json)), now);
    }

    static async restore(snapshot, options) {
      check.text(snapshot, "snapshot");
      const [json, now] = budgetOf(options);
      await backend.ready();
      return new this(MAKE, core(() => native().RetryBudget.restore(json, snapshot, now())), now);
    }

    snapshot() {
      return this.#core.snapshot();
    }

    /** Counts the first attempt of a call. */
    call() {
      this.#core.call(this.#now());
    }

    /** Counts a success. */
    success() {
      this.#core.success();
    }

    /** Counts a failure that is worth a retry, and tells whether it may be retried. */
    tryRetry() {
      return this.#core.tryRetry(this.#now());
    }
  }

  /**
   * Makes a call, and makes it again as long as the policy says so. What the last attempt threw is thrown.
   *
   * `policy` is `interactive`, `api`, `job` or a policy. A `Retry-After` of a `VendorError` is obeyed.
   */
  async function retry(call, options) {
    if (typeof call !== "function") throw new PhiwardError("invalid_argument", "call must be a function");
    const read = check.options(options, NAMES);
    const signal = check.signal(read.signal);
    const now = given(read.clock, clock, "clock");
    const random = given(read.random, Math.random, "random");
    const wait = given(read.sleep, sleep, "sleep");
    const classify = given(read.classify, judge, "classify");
    const budget = read.budget === undefined ? undefined : check.instance(read.budget, RetryBudget, "budget");
    const json = policyOf(read.policy ?? "api");
    const deadline = read.deadlineMs === undefined ? undefined : now() + check.count(read.deadlineMs, "deadlineMs");
    await backend.ready();
    const state = core(() => new (native().RetryPolicy)(json)).begin(deadline);
    budget?.call();
    for (let attempt = 1; ; attempt++) {
      check.signal(signal);
      try {
        const value = await call({ attempt, signal });
        budget?.success();
        return value;
      } catch (error) {
        if (signal?.aborted || isAbort(error)) throw error;
        const { attempt: kind, pushBackMs } = classify(error);
        const verdict = record(core(() => state.next(kind, pushBackMs, now(), random())));
        const { action, delayMs, retryAfterMs } = verdict;
        const worth = action === "retry" || verdict.reason === "attempts_exhausted";
        const allowed = !worth || budget === undefined || budget.tryRetry();
        if (action !== "retry" || !allowed) {
          read.onGiveUp?.({ attempts: attempt, reason: allowed ? verdict.reason : "budget", retryAfterMs });
          throw error;
        }
        read.onRetry?.({ attempt, delayMs });
        await wait(delayMs, signal);
      }
    }
  }

  return { retry, RetryBudget };
}

function budgetOf(options) {
  const [own, config] = split(check.object(options, "options"), ["clock"]);
  return [JSON.stringify(configuration(config)), given(own.clock, clock, "clock")];
}

function policyOf(policy) {
  if (typeof policy === "string") return JSON.stringify(policy);
  return JSON.stringify(configuration(check.object(policy, "policy")));
}
