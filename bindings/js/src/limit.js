// Rate limits.

import * as check from "./check.js";
import { configuration, record, split } from "./configuration.js";
import { core, PhiwardError, refusal } from "./errors.js";
import { clock, given, sleep } from "./waiting.js";

const MAKE = Symbol("make");
const NAMES = ["capacity", "clock", "sleep"];
const DEFAULT_CAPACITY = 10_000;
const MOST = 2 ** 32 - 1;

/** Makes the class over one backend. */
export function limits(backend) {
  /** Limits for each key, such as an agency or a keyed hash of an address, in bounded memory. */
  return class RateLimiter {
    static name = "RateLimiter";
    #core;
    #now;
    #sleep;

    constructor(token, handle, own) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use RateLimiter.create");
      this.#core = handle;
      this.#now = given(own.clock, clock, "clock");
      this.#sleep = given(own.sleep, sleep, "sleep");
    }

    /** A limiter by a tier's name, or by rules. */
    static async create(options) {
      const { own, json, capacity } = optionsOf(options);
      await backend.ready();
      return new this(MAKE, core(() => new (backend.native().RateLimiter)(json, capacity)), own);
    }

    /** A limiter that goes on where `snapshot` was taken. */
    static async restore(snapshot, options) {
      check.text(snapshot, "snapshot");
      const { own, json, capacity } = optionsOf(options);
      await backend.ready();
      const now = given(own.clock, clock, "clock")();
      return new this(MAKE, core(() => backend.native().RateLimiter.restore(json, capacity, snapshot, now)), own);
    }

    /** Asks to do something that costs so many units, and does it if it is allowed. */
    check(key, cost = 1) {
      check.text(key, "key");
      if (check.count(cost, "cost") > MOST) throw new PhiwardError("invalid_argument", "cost is too large");
      const verdict = record(this.#core.check(key, cost, this.#now()));
      return { allowed: verdict.decision === "allow", ...verdict };
    }

    /** Asks, and throws `rate_limited` with `retryAfterMs` when it is not allowed. */
    take(key, cost) {
      const verdict = this.check(key, cost);
      if (!verdict.allowed) throw refusal("rate_limited", "the limit is reached", verdict.retryAfterMs);
      return verdict;
    }

    /** Waits until it is allowed, unless it never will be. */
    async wait(key, options) {
      const { cost, signal } = check.options(options, ["cost", "signal"]);
      for (;;) {
        check.signal(signal);
        const verdict = this.check(key, cost);
        if (verdict.allowed) return verdict;
        if (verdict.decision === "never") throw refusal("rate_limited", "the limit is reached", undefined);
        await this.#sleep(verdict.retryAfterMs, signal);
      }
    }

    /** What was used, as text, for `RateLimiter.restore`. */
    snapshot() {
      return this.#core.snapshot();
    }
  };
}

function optionsOf(options) {
  const [own, config] = split(check.object(options, "options"), NAMES);
  const capacity = check.count(own.capacity ?? DEFAULT_CAPACITY, "capacity");
  if (capacity > MOST) throw new PhiwardError("invalid_argument", "capacity is too large");
  return { own, capacity, json: JSON.stringify(configuration(config)) };
}
