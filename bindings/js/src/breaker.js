// The circuit breaker.

import * as check from "./check.js";
import { configuration, split } from "./configuration.js";
import { core, PhiwardError, refusal } from "./errors.js";
import { isAbort } from "./vendor.js";
import { clock, given } from "./waiting.js";

const MAKE = Symbol("make");
const NO_SIGNAL = Object.freeze({ signal: undefined });
const NAMES = ["clock", "classify", "onStateChange"];

/** Makes the class over one backend. */
export function breakers(backend, judge) {
  /** Stops calls to what is failing, and lets a few through later to see whether it works again. */
  return class CircuitBreaker {
    #core;
    #state;
    #now;
    #classify;
    #timeoutMs;
    #onStateChange;

    constructor(token, handle, { own, config }) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use CircuitBreaker.create");
      this.#core = handle;
      this.#state = handle.state();
      this.#now = given(own.clock, clock, "clock");
      this.#classify = given(own.classify, judge, "classify");
      this.#onStateChange = given(own.onStateChange, undefined, "onStateChange");
      this.#timeoutMs = config.callTimeoutMs;
    }

    /** A closed breaker. Without options 5 failures in a row open it for 60 s. */
    static async create(options) {
      const read = optionsOf(options);
      await backend.ready();
      return new this(MAKE, core(() => new (backend.native().CircuitBreaker)(read.json)), read);
    }

    /** A breaker that goes on where `snapshot` was taken. */
    static async restore(snapshot, options) {
      check.text(snapshot, "snapshot");
      const read = optionsOf(options);
      await backend.ready();
      const now = given(read.own.clock, clock, "clock")();
      return new this(MAKE, core(() => backend.native().CircuitBreaker.restore(read.json, snapshot, now)), read);
    }

    /**
     * Makes a call, if the breaker lets it through; else it throws `circuit_open` with `retryAfterMs`.
     *
     * A call that is aborted gives its permit back and decides nothing. `call` is given a signal, which also ends
     * when `callTimeoutMs` is over.
     */
    async run(call, options) {
      if (typeof call !== "function") throw new PhiwardError("invalid_argument", "call must be a function");
      const signal = options === undefined ? undefined : check.signal(check.options(options, ["signal"]).signal);
      const start = this.#now();
      const ticket = this.#core.acquire(start);
      if (ticket < 0) throw refusal("circuit_open", ticket === -Infinity ? undefined : -1 - ticket);
      if (this.#state !== "closed") this.#look();
      let value;
      try {
        value = signal === undefined && this.#timeoutMs === undefined
          ? await call(NO_SIGNAL)
          : await bounded(call, signal, this.#timeoutMs);
      } catch (error) {
        this.#settle(ticket, error, start, signal);
        throw error;
      }
      const end = this.#now();
      if (this.#core.succeed(ticket, end - start, end)) this.#look();
      return value;
    }

    /** `closed`, `open`, `half_open` or `forced_open`. */
    get state() {
      return this.#core.state();
    }

    /** What it has seen since it was made. */
    counts() {
      return JSON.parse(this.#core.counts());
    }

    /** Rejects every call until `forceClose`. */
    forceOpen() {
      this.#core.forceOpen(this.#now());
      this.#look();
    }

    /** Permits calls at once, and forgets what was counted. */
    forceClose() {
      this.#core.forceClose(this.#now());
      this.#look();
    }

    /** The state as text, for `CircuitBreaker.restore`. */
    snapshot() {
      return this.#core.snapshot();
    }

    #settle(ticket, error, start, signal) {
      const end = this.#now();
      if (signal?.aborted || isAbort(error)) return this.#core.cancel(ticket, end);
      const { outcome } = this.#classify(error);
      if (outcome === "ignored") return this.#core.cancel(ticket, end);
      const settled = outcome === "success" ? this.#core.succeed : this.#core.fail;
      if (settled.call(this.#core, ticket, end - start, end)) this.#look();
    }

    /** Tells of a change of state. */
    #look() {
      const from = this.#state;
      this.#state = this.#core.state();
      if (from !== this.#state) this.#onStateChange?.({ from, to: this.#state });
    }
  };
}

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
      inner.abort();
      reject(new PhiwardError(code));
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
