// A breaker and a limiter that do what a test says.

import { refusal } from "../../../js/src/errors.js";

/** A breaker in the state that a test has put it in: whatever its calls do, it stays there. */
export function fakeBreaker({ state = "closed", retryAfterMs = 60_000 } = {}) {
  const counts = { permitted: 0, rejected: 0, succeeded: 0, failed: 0, ignored: 0, stale: 0, opened: 0 };
  return {
    async run(call, { signal } = {}) {
      if (state === "open" || state === "forced_open") {
        counts.rejected += 1;
        throw refusal("circuit_open", "the circuit breaker does not let calls through", retryAfterMs);
      }
      counts.permitted += 1;
      try {
        const value = await call({ signal });
        counts.succeeded += 1;
        return value;
      } catch (thrown) {
        counts.failed += 1;
        throw thrown;
      }
    },
    get state() {
      return state;
    },
    counts: () => ({ ...counts }),
    forceOpen() {
      state = "forced_open";
    },
    forceClose() {
      state = "closed";
    },
    snapshot: () => '{"fake":true}',
  };
}

/** A limiter that allows each key so much, and then no more: no time passes in it. */
export function fakeLimiter({ allowed = Infinity, retryAfterMs = 1000 } = {}) {
  const used = new Map();
  const check = (key, cost = 1) => {
    const sum = (used.get(key) ?? 0) + cost;
    if (sum > allowed) return { allowed: false, decision: "deny", retryAfterMs };
    used.set(key, sum);
    return { allowed: true, decision: "allow", remaining: allowed - sum };
  };
  const take = (key, cost) => {
    const verdict = check(key, cost);
    if (!verdict.allowed) throw refusal("rate_limited", "the limit is reached", verdict.retryAfterMs);
    return verdict;
  };
  return { check, take, wait: async (key, { cost } = {}) => take(key, cost), snapshot: () => '{"fake":true}' };
}
