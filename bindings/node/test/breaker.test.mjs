// The breaker against a model of it, with calls that end in any order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CircuitBreaker } from "../dist/index.js";

const [FAILURES, OPEN_MS] = [3, 50];

/** Failures in a row open it, one probe at a time, results of an earlier state are dropped. */
class Model {
  state = "closed";
  failures = 0;
  epoch = 0;
  until = 0;
  probing = false;

  enter(state) {
    [this.state, this.failures, this.probing] = [state, 0, false];
    this.epoch += 1;
  }

  acquire(now) {
    if (this.state === "open" && now >= this.until) this.enter("half_open");
    if (this.state === "open" || (this.state === "half_open" && this.probing)) return undefined;
    this.probing = this.state === "half_open";
    return this.epoch;
  }

  settle(epoch, outcome, now) {
    if (epoch !== this.epoch) return;
    if (this.state === "half_open") {
      this.probing = false;
      if (outcome === "success") this.enter("closed");
      if (outcome === "failure") this.open(now);
    } else if (outcome === "success") this.failures = 0;
    else if (outcome === "failure" && ++this.failures >= FAILURES) this.open(now);
  }

  open(now) {
    this.enter("open");
    this.until = now + OPEN_MS;
  }
}

test("any order of calls gives the states of the model", async () => {
  let seed = 7;
  const random = (below) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const seen = new Set();
  for (let run = 0; run < 200; run++) {
    let now = 1000;
    const options = { trip: { kind: "consecutive", failures: FAILURES }, openMs: OPEN_MS, halfOpen: { maxConcurrent: 1, successesToClose: 1, leaseMs: 1_000_000 } };
    const breaker = await CircuitBreaker.create({ ...options, clock: () => now });
    const model = new Model();
    const flying = [];
    for (let step = 0; step < 60; step++) {
      now += random(12);
      if (flying.length === 0 || random(2) === 0) {
        const epoch = model.acquire(now);
        let ends;
        const call = breaker.run(() => new Promise((yes, no) => (ends = { yes, no }))).then(() => "ok", (error) => error.code ?? error.name);
        await Promise.resolve();
        assert.equal(ends === undefined, epoch === undefined, `${run}.${step}: ${model.state}`);
        if (epoch === undefined) assert.equal(await call, "circuit_open");
        else flying.push({ epoch, ends, call });
      } else {
        const [{ epoch, ends, call }] = flying.splice(random(flying.length), 1);
        const outcome = ["success", "failure", "failure", "ignored"][random(4)];
        model.settle(epoch, outcome, now);
        if (outcome === "success") ends.yes();
        else ends.no(outcome === "failure" ? new Error("x") : new DOMException("stopped", "AbortError"));
        await call;
      }
      assert.equal(breaker.state, model.state, `${run}.${step}`);
      seen.add(model.state);
    }
    const counts = breaker.counts();
    assert.equal(counts.permitted, counts.succeeded + counts.failed + counts.ignored + counts.stale + flying.length);
  }
  assert.equal(seen.size, 3);
});
