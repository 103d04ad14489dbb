// When to sync: after a change, when the service or the network comes back, and now and then.

import { sync } from "./sync.js";

const EVERY_MS = 60_000;
const AFTER_CHANGE_MS = 800;
/** After a sync that failed; twice as long each time, up to the time between two syncs. */
const AFTER_FAILURE_MS = 2000;

/** Runs one sync at a time; the state is `idle`, `busy`, `paused` or `signed-out`. */
export class Syncer extends EventTarget {
  state = "idle";
  /** What was kept twice or refused, until somebody has read it. */
  outcome = { kept: 0, refused: 0 };
  /** How long the service wants to be left alone. */
  pauseMs;
  #notes;
  #health;
  #timer;
  #again = false;
  #failures = 0;
  #stopped = new AbortController();

  constructor(notes, health) {
    super();
    this.#notes = notes;
    this.#health = health;
    health.addEventListener("change", () => health.isUp && this.run(), { signal: this.#stopped.signal });
  }

  /** Runs in a moment: whoever writes is not interrupted by each word. */
  soon() {
    // The sync that runs may have passed this change already.
    if (this.state === "busy") this.#again = true;
    else this.#plan(AFTER_CHANGE_MS);
  }

  async run() {
    clearTimeout(this.#timer);
    if (this.#stopped.signal.aborted) return;
    if (this.state === "busy") {
      this.#again = true;
      return;
    }
    if (!this.#health.isUp) return this.#become("idle");
    this.#become("busy");
    const before = await this.#notes.waiting();
    try {
      const { kept, refused } = await sync(this.#notes);
      this.outcome = { kept: this.outcome.kept + kept, refused: Math.max(this.outcome.refused, refused) };
      this.#failures = 0;
      // A note that was kept twice is a new one, which waits to be sent.
      this.#again ||= kept > 0;
      this.#become("idle");
    } catch (error) {
      // Whatever was sent is sent: only a sync that gets nowhere waits longer each time.
      this.#failures = (await this.#notes.waiting()) < before ? 1 : this.#failures + 1;
      this.#failed(error);
    }
    if (this.state !== "idle") return;
    const calm = this.#failures === 0 ? EVERY_MS : Math.min(AFTER_FAILURE_MS * 2 ** (this.#failures - 1), EVERY_MS);
    this.#plan(this.#again && this.#failures === 0 ? 0 : calm);
    this.#again = false;
  }

  /** Somebody has read what was kept twice or refused. */
  read() {
    this.outcome = { kept: 0, refused: 0 };
    this.dispatchEvent(new Event("change"));
  }

  stop() {
    this.#stopped.abort();
    clearTimeout(this.#timer);
  }

  #failed(error) {
    if (this.#stopped.signal.aborted) return;
    // A password that was changed elsewhere signs out everywhere.
    if (error.status === 401) return this.#become("signed-out");
    if (error.retryAfterMs !== undefined) {
      this.pauseMs = error.retryAfterMs;
      return this.#become("paused");
    }
    if (error.name !== "ServerError" && !this.#notes.session.phiward.locked) console.error(error);
    if (error.status === 0) this.#health.ask();
    this.#become("idle");
  }

  #plan(ms) {
    clearTimeout(this.#timer);
    if (!this.#stopped.signal.aborted && this.state !== "paused") this.#timer = setTimeout(() => this.run(), ms);
  }

  #become(state) {
    if (this.#stopped.signal.aborted) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
