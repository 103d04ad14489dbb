// Doing a request once, however often it is sent.

import * as check from "./check.js";
import { configuration, record, split } from "./configuration.js";
import { core, PhiwardError, refusal } from "./errors.js";
import { isAbort } from "./vendor.js";
import { clock, given } from "./waiting.js";

const MAKE = Symbol("make");
const NAMES = ["capacity", "storage", "keys", "clock", "classify"];
const DEFAULT_CAPACITY = 10_000;
const MOST = 2 ** 32 - 1;
/** Most times that a record is read again because another was faster. */
const MOST_RACES = 100;

/** Makes the class over one backend. */
export function idempotency(backend, judge) {
  /** Executes the request of a key once, and replays its response. */
  return class IdempotencyStore {
    static name = "IdempotencyStore";
    #place;
    #keys;
    #classify;

    constructor(token, place, { keys, classify }) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use IdempotencyStore.create");
      this.#place = place;
      this.#keys = keys;
      this.#classify = given(classify, judge, "classify");
    }

    /**
     * In memory, or in a `storage` with `load(key)` and `compareAndSet(key, expected, record)`. With `keys`, such as a
     * `RecordKey`, responses are sealed before they are kept.
     */
    static async create(options) {
      const [own, config] = split(options === undefined ? {} : check.object(options, "options"), NAMES);
      const json = Object.keys(config).length === 0 ? "" : JSON.stringify(configuration(config));
      const capacity = check.count(own.capacity ?? DEFAULT_CAPACITY, "capacity");
      if (capacity > MOST) throw new PhiwardError("invalid_argument", "capacity is too large");
      for (const method of ["load", "compareAndSet"]) {
        if (own.storage !== undefined && typeof own.storage?.[method] !== "function") {
          throw new PhiwardError("invalid_argument", "storage must have load and compareAndSet");
        }
      }
      const now = given(own.clock, clock, "clock");
      await backend.ready();
      const place = own.storage === undefined
        ? inMemory(core(() => new (backend.native().IdempotencyStore)(json, capacity)), now)
        : inStorage(core(() => new (backend.native().IdempotencyPolicy)(json)), own.storage, now);
      return new this(MAKE, place, own);
    }

    /**
     * Executes `call`, or gives what it gave before. `fingerprint` is a hash of the request.
     *
     * It throws `in_flight` while another executes it, and `idempotency_mismatch` when the key is of another request.
     * A call that fails gives its key back, unless it may have worked: then the key waits until its lease ends.
     */
    async run(key, fingerprint, call, options) {
      check.filledText(key, "key");
      const print = typeof fingerprint === "string" ? new TextEncoder().encode(fingerprint) : check.bytes(fingerprint, "fingerprint");
      if (typeof call !== "function") throw new PhiwardError("invalid_argument", "call must be a function");
      const signal = check.signal(check.options(options, ["signal"]).signal);
      const begun = await this.#place.begin(key, print);
      if (begun.decision === "replay") return this.#read(begun.response);
      if (begun.decision === "in_flight") {
        throw refusal("in_flight", "a request of this idempotency key is being executed", begun.retryAfterMs);
      }
      if (begun.decision === "mismatch") {
        throw refusal("idempotency_mismatch", "the idempotency key was used for another request");
      }
      let [started, value] = [false];
      try {
        check.signal(signal);
        started = true;
        value = await call({ signal });
      } catch (error) {
        // A call that was stopped on its way may have worked.
        const unknown = started && (isAbort(error) || this.#classify(error).attempt === "unknown_outcome");
        if (!unknown) await this.#place.abandon(key, begun);
        throw error;
      }
      await this.#place.complete(key, begun, await this.#written(value));
      return value;
    }

    async #written(value) {
      const text = JSON.stringify(value) ?? "null";
      return this.#keys === undefined ? text : this.#keys.encrypt(text);
    }

    async #read(text) {
      return JSON.parse(this.#keys === undefined ? text : await this.#keys.decrypt(text, { as: "text" }));
    }
  };
}

function inMemory(store, now) {
  return {
    begin: async (key, print) => record(core(() => store.begin(key, print, now()))),
    complete: async (key, { execution }, response) => core(() => store.complete(key, execution, response, now())),
    abandon: async (key, { execution }) => core(() => store.abandon(key, execution, now())),
  };
}

/** Records are texts; a store sets one only in the place of the one that was read. */
function inStorage(policy, storage, now) {
  const set = (key, expected, next) => stored(() => storage.compareAndSet(key, expected, next));
  return {
    async begin(key, print) {
      for (let race = 0; race < MOST_RACES; race++) {
        const found = await stored(() => storage.load(key));
        const begun = record(core(() => policy.begin(found ?? "", print, now())));
        if (begun.record === undefined || (await set(key, found ?? undefined, begun.record))) return begun;
      }
      throw new PhiwardError("storage_contended", "the records of the store change too often");
    },
    complete: (key, begun, response) => set(key, begun.record, core(() => policy.complete(begun.record, response, now()))),
    abandon: (key, begun) => set(key, begun.record, undefined),
  };
}

/** Waits for the caller's store, whose words about a failure may quote a record. */
async function stored(call) {
  try {
    return await call();
  } catch {
    throw new PhiwardError("storage_failed", "the store could not be read or written");
  }
}
