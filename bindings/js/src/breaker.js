// The circuit breaker.

import * as check from "./check.js";
import { configuration, split } from "./configuration.js";
import { core, PhiwardError, refusal } from "./errors.js";
import { isAbort } from "./vendor.js";
import { clock, given } from "./waiting.js";

const MAKE = Symbol("make");
const NO_SIGNAL = Object.freeze({ signal: undefined });
const NAMES = ["clock", "classify", "onStateChange"];

/** A permit of a healthy breaker, which the core need not know of. */
const QUIET = -1;

/**
 * Makes the class over one backend.
 *
 * The core decides. Two cases in which its answer is known are answered here, since a crossing takes longer than the
 * answer: a success of a closed breaker that has counted no failure changes nothing, and an open one refuses until
 * the time that it has told.
 */
export function breakers(backend, judge) {
  /** Stops calls to what is failing, and lets a few through later to see whether it works again. */
  return class CircuitBreaker {
    static name = "CircuitBreaker";
    #core;
    #state;
    #now;
    #classify;
    #timeoutMs;
    #onStateChange;
    /** Whether successes alone are quiet: windows count them. */
    #isRow;
    /** Whether no failure has been counted since the last success. */
    #isClean;
    /** Counts changes of state, so that a late result is known. */
    #epoch = 0;
    /** What an open breaker tells callers, until when. */
    #refusal;
    #untilMs = -Infinity;
    /** What was counted here and not in the core. */
    #own = { permitted: 0, rejected: 0, succeeded: 0, ignored: 0, stale: 0 };

    constructor(token, handle, { own, config }, isClean) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use CircuitBreaker.create");
      this.#core = handle;
      this.#state = handle.state();
      this.#now = given(own.clock, clock, "clock");
      this.#classify = given(own.classify, judge, "classify");
      this.#onStateChange = given(own.onStateChange, undefined, "onStateChange");
      this.#timeoutMs = config.callTimeoutMs;
      this.#isRow = (config.trip?.kind ?? "consecutive") === "consecutive";
      this.#isClean = isClean && this.#isRow;
    }

    /** A closed breaker. Without options 5 failures in a row open it for 60 s. */
    static async create(options) {
      const read = optionsOf(options);
      await backend.ready();
      return new this(MAKE, core(() => new (backend.native().CircuitBreaker)(read.json)), read, true);
    }

    /** A breaker that goes on where `snapshot` was taken. */
    static async restore(snapshot, options) {
      check.text(snapshot, "snapshot");
      const read = optionsOf(options);
      await backend.ready();
      const now = given(read.own.clock, clock, "clock")();
      return new this(MAKE, core(() => backend.native().CircuitBreaker.restore(read.json, snapshot, now)), read, false);
    }

    /**
     * Makes a call, if the breaker lets it through; else it throws `circuit_open` with `retryAfterMs`.
     *
     * A call that is aborted gives its permit back and decides nothing. `call` is given a signal, which also ends
     * when `callTimeoutMs` is over. One error tells of one opening: what is thrown for all its refusals is the same.
     */
    run(call, options) {
      const start = this.#now();
      if (start < this.#untilMs) {
        this.#own.rejected += 1;
        return late(this.#refusal);
      }
      return this.#run(call, options, start);
    }

    /** `closed`, `open`, `half_open` or `forced_open`. */
    get state() {
      return this.#state;
    }

    /** What it has seen since it was made. */
    counts() {
      const counts = JSON.parse(this.#core.counts());
      for (const [name, count] of Object.entries(this.#own)) counts[name] += count;
      return counts;
    }

    /** Rejects every call until `forceClose`. */
    forceOpen() {
      this.#core.forceOpen(this.#now());
      this.#look();
    }

    /** Permits calls at once, and forgets what was counted. */
    forceClose() {
      this.#core.forceClose(this.#now());
      this.#isClean = this.#isRow;
      this.#look();
    }

    /** The state as text, for `CircuitBreaker.restore`. */
    snapshot() {
      return this.#core.snapshot();
    }

    async #run(call, options, start) {
      if (typeof call !== "function") throw new PhiwardError("invalid_argument", "call must be a function");
      const signal = options === undefined ? undefined : check.signal(check.options(options, ["signal"]).signal);
      const ticket = this.#isClean && this.#state === "closed" ? this.#pass() : this.#acquire(start);
      const epoch = this.#epoch;
      let value;
      try {
        value = signal === undefined && this.#timeoutMs === undefined
          ? await call(NO_SIGNAL)
          : await bounded(call, signal, this.#timeoutMs);
      } catch (error) {
        const says = signal?.aborted || isAbort(error) ? "ignored" : this.#classify(error).outcome;
        this.#settle(ticket, epoch, says, start);
        throw error;
      }
      if (ticket === QUIET && epoch === this.#epoch && this.#isClean) this.#own.succeeded += 1;
      else this.#settle(ticket, epoch, "success", start);
      return value;
    }

    #pass() {
      this.#own.permitted += 1;
      return QUIET;
    }

    #acquire(now) {
      const ticket = this.#core.acquire(now);
      if (ticket < 0) {
        const waitMs = -1 - ticket;
        this.#look();
        const knownMs = Number.isFinite(waitMs) ? waitMs : undefined;
        const error = refusal("circuit_open", "the circuit breaker does not let calls through", knownMs);
        // A half-open breaker may have room the next moment; an open one has told until when it has none.
        if (this.#state !== "half_open") this.#refuseUntil(now + waitMs, error);
        throw error;
      }
      if (this.#state !== "closed") this.#look();
      return ticket;
    }

    #refuseUntil(untilMs, error) {
      this.#untilMs = untilMs;
      this.#refusal = error;
      if (!Number.isFinite(untilMs)) return;
      Object.defineProperty(error, "retryAfterMs", { get: () => Math.max(0, untilMs - this.#now()), enumerable: true });
    }

    #settle(ticket, epoch, outcome, start) {
      const end = this.#now();
      if (ticket === QUIET) {
        if (outcome === "ignored" || epoch !== this.#epoch) {
          this.#own[outcome === "ignored" ? "ignored" : "stale"] += 1;
          return;
        }
        // Now the core must know of the call after all; the breaker is closed, so it gives a ticket.
        this.#own.permitted -= 1;
        ticket = this.#core.acquire(end);
      }
      if (outcome === "ignored") return this.#core.cancel(ticket, end);
      const isSuccess = outcome === "success";
      const changed = isSuccess
        ? this.#core.succeed(ticket, end - start, end)
        : this.#core.fail(ticket, end - start, end);
      if (epoch === this.#epoch && this.#state === "closed") this.#isClean = isSuccess && this.#isRow;
      if (changed) this.#look();
    }

    /** Tells of a change of state. */
    #look() {
      const from = this.#state;
      this.#state = this.#core.state();
      if (from === this.#state) return;
      this.#epoch += 1;
      this.#untilMs = -Infinity;
      this.#refusal = undefined;
      if (this.#state === "closed") this.#isClean = this.#isRow;
      this.#onStateChange?.({ from, to: this.#state });
    }
  };
}

/** A rejection in the next microtask, when whoever waits is there: one that nobody waits for yet costs more. */
const late = (error) => new Promise((_, reject) => queueMicrotask(() => reject(error)));

function optionsOf(options) {
  const [own, config] = split(options === undefined ? {} : check.object(options, "options"), NAMES);
  return { own, config, json: Object.keys(config).length === 0 ? "" : JSON.stringify(configuration(config)) };
}

/** Ends a call that nobody waits for any more. */
async function bounded(call, signal, timeoutMs) {
  const inner = new AbortController();
  let timer;
  const ends = [];
  const ended = new Promise((_, reject) => {
    const end = (code) => {
      // First what the caller is told, then what the call may say about it.
      reject(new PhiwardError(code));
      inner.abort();
    };
    if (signal !== undefined) {
      const onAbort = () => end("aborted");
      signal.addEventListener("abort", onAbort, { once: true });
      ends.push(() => signal.removeEventListener("abort", onAbort));
    }
    if (timeoutMs !== undefined) timer = setTimeout(end, timeoutMs, "call_timeout");
  });
  try {
    return await Promise.race([call({ signal: inner.signal }), ended]);
  } finally {
    clearTimeout(timer);
    for (const end of ends) end();
    ended.catch(() => {});
  }
}
