// Time that passes only when somebody waits: calls of many clients, in the order in which they would happen.

/** A clock with its own `sleep`. Everything that waits on it is woken in the order of time. */
export function timeline() {
  let now = 0;
  let order = 0;
  const queue = [];
  const { port1, port2 } = new MessageChannel();
  // Promises of the library settle before the next message of the page.
  const settled = () => new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
  return {
    clock: () => now,
    sleep: (ms) => new Promise((wake) => queue.push({ at: now + ms, order: order++, wake })),
    async run() {
      for (await settled(); queue.length > 0; await settled()) {
        queue.sort((a, b) => a.at - b.at || a.order - b.order);
        const { at, wake } = queue.shift();
        now = at;
        wake();
      }
      port1.close();
    },
  };
}

/** Numbers from 0 to below 1, the same for the same seed. */
export function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const END_MS = 40_000;
const EVERY_MS = 1_000;
const LAST_CALL_MS = 35_000;
const [QUICK_MS, SLOW_MS] = [120, 400];

export const SCENARIOS = {
  outage: ["Down for 12 seconds", [[6_000, 18_000, 1]]],
  brownout: ["Half of the calls fail", [[5_000, 25_000, 0.5]]],
  flapping: ["Down, up, down again", [[4_000, 8_000, 1], [11_000, 15_000, 1], [18_000, 22_000, 1]]],
  healthy: ["Fails now and then", [[0, 36_000, 0.06]]],
};

/**
 * A client that calls once a second, through a breaker or without, and retries.
 * @returns {Promise<{ calls: object[], states: object[] }>} what each attempt came to, and the states of the breaker
 */
export async function simulate({ CircuitBreaker, retry }, { faults, seed, failures, openMs, attempts, initialMs, protect }) {
  const time = timeline();
  const [luck, random] = [randomOf(seed), randomOf(seed + 1)];
  const states = [{ at: 0, state: "closed" }];
  const breaker = await CircuitBreaker.create({
    trip: { kind: "consecutive", failures }, openMs, clock: time.clock,
    onStateChange: ({ to }) => states.push({ at: time.clock(), state: to }),
  });
  const policy = { maxAttempts: attempts, backoff: { initialMs, factor: 2, maxMs: 8_000 }, jitter: "full", idempotent: true };
  // A call that the breaker has refused did not reach the service, and may come again when the breaker lets it.
  const classify = (error) => error.code === "circuit_open"
    ? { outcome: "ignored", attempt: "retryable", pushBackMs: error.retryAfterMs }
    : { outcome: "failure", attempt: "retryable" };

  async function serve(attempt) {
    const share = faults.find(([from, to]) => from <= time.clock() && time.clock() < to)?.[2] ?? 0;
    const fails = luck() < share;
    await time.sleep(fails ? SLOW_MS : QUICK_MS);
    attempt.end = time.clock();
    attempt.outcome = fails ? "failure" : "success";
    if (fails) throw new Error("the service failed");
  }

  async function call(begin) {
    await time.sleep(begin);
    const made = { begin, attempts: [], result: "success" };
    calls.push(made);
    const once = async () => {
      const attempt = { start: time.clock(), end: time.clock(), outcome: "rejected" };
      made.attempts.push(attempt);
      await (protect ? breaker.run(() => serve(attempt)) : serve(attempt));
    };
    try {
      await retry(once, { policy, clock: time.clock, random, sleep: time.sleep, classify });
    } catch {
      made.result = "failure";
    }
    made.end = time.clock();
  }

  const calls = [];
  for (let begin = 500; begin <= LAST_CALL_MS; begin += EVERY_MS) call(begin);
  await time.run();
  return { calls, states: protect ? states : [] };
}

/** Replays a trace of the specification; `agreed` counts the decisions that are those of the trace. */
export async function replay({ CircuitBreaker }, { config, steps }) {
  const time = timeline();
  const states = [{ at: 0, state: "closed" }];
  const breaker = await CircuitBreaker.create({
    ...config, clock: time.clock, classify: () => ({ outcome: "failure" }),
    onStateChange: ({ to }) => states.push({ at: time.clock(), state: to }),
  });
  const calls = [];
  let [asked, agreed] = [0, 0];

  async function call({ t, call: name, expect }) {
    await time.sleep(t);
    const report = steps.find((step) => step.op === "report" && step.call === name);
    const attempt = { start: t, end: t, outcome: "rejected" };
    calls.push({ begin: t, end: t, attempts: [attempt], result: "failure" });
    asked++;
    let admitted = false;
    try {
      await breaker.run(async () => {
        admitted = true;
        agreed += expect.decision === "permit" ? 1 : 0;
        // A call of which the trace tells no end is still under way when the trace ends.
        if (report === undefined) {
          attempt.outcome = "pending";
          return new Promise(() => {});
        }
        await time.sleep(report.t - time.clock());
        attempt.end = time.clock();
        attempt.outcome = report.outcome;
        if (attempt.outcome === "failure") throw new Error("as the trace says");
      });
    } catch {
      // What became of it is in the attempt.
    }
    if (!admitted && expect.decision === "reject") agreed++;
  }

  for (const step of steps) if (step.op === "acquire") call(step);
  await time.run();
  return { calls, states, asked, agreed };
}
