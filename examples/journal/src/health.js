// Whether the service is there: asked before anybody presses a button, and again by itself while it is not.

const CALM_MS = 15_000;
const LEAST_MS = 2000;

/** Watches `/v1/ready`; the state is `unknown`, `ok`, `down` or `offline`. */
export class Health extends EventTarget {
  state = "unknown";
  #timer;

  constructor() {
    super();
    window.addEventListener("online", () => this.ask());
    window.addEventListener("offline", () => this.ask());
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  get isUp() {
    return this.state === "ok";
  }

  /** Why a button that needs the service does not work now; `undefined` when it does. */
  get reason() {
    return {
      unknown: "Looking whether the service is there …",
      down: "The service is being looked after. This button comes back by itself.",
      offline: "There is no network. This button comes back by itself.",
    }[this.state];
  }

  /** Asks now, and plans the next time. */
  async ask() {
    clearTimeout(this.#timer);
    let wait = CALM_MS;
    try {
      const response = await fetch("/v1/ready", { cache: "no-store", credentials: "omit" });
      this.#become(response.ok ? "ok" : "down");
      const seconds = Number(response.headers.get("retry-after"));
      if (!response.ok) wait = Math.min(Math.max(seconds * 1000 || 0, LEAST_MS), CALM_MS);
    } catch {
      this.#become(navigator.onLine ? "down" : "offline");
      wait = LEAST_MS * 2;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), wait);
  }

  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
