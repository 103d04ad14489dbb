// @phiward/web/resilience: breakers, retries, limits, idempotency keys.

import { resilience } from "../../js/src/resilience.js";
import { capability } from "./core.js";

export { PhiwardError } from "../../js/src/errors.js";

/** One failure opens this breaker, and a second call is told to wait. */
function selfTest(core) {
  const breaker = new core.CircuitBreaker('{"trip":{"kind":"consecutive","failures":1},"open_ms":1000}');
  const holds = breaker.fail(breaker.acquire(0), 1, 1) && breaker.acquire(1) === -1001;
  breaker.free();
  return holds;
}

const url = () => new URL("./resilience_bg.wasm", import.meta.url);
const entry = capability(() => import("../gen/resilience.js"), url, selfTest);
export const { init } = entry;
export const { CircuitBreaker, retry, RetryBudget, RateLimiter, IdempotencyStore, classifyError, VendorError } =
  resilience(entry.backend);
