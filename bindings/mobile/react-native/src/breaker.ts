import type { CircuitBreakerLike } from "../gen/ts/phiward_core";
import { type Clock, engineClock } from "./clock";

/** The breaker lets no call through now. */
export class BreakerOpenError extends Error {
  /** In how many milliseconds a call may be made; nothing when the breaker was opened by hand. */
  readonly retryAfterMs: number | undefined;

  constructor(retryAfterMs: number | undefined) {
    super("the circuit breaker is open");
    this.name = "BreakerOpenError";
    this.retryAfterMs = retryAfterMs;
  }
}

/** Makes a call through a breaker. A call that is aborted gives its permit back, which decides nothing. */
export async function through<T>(
  breaker: CircuitBreakerLike,
  call: () => Promise<T>,
  signal?: AbortSignal,
  clock: Clock = engineClock,
): Promise<T> {
  const ticket = breaker.acquire(clock());
  if (ticket < 0) {
    const wait = -1 - ticket;
    throw new BreakerOpenError(Number.isFinite(wait) ? wait : undefined);
  }
  const start = clock();
  try {
    const value = await call();
    breaker.report(ticket, "success", clock() - start, clock());
    return value;
  } catch (failed) {
    if (signal?.aborted) breaker.cancel(ticket, clock());
    else breaker.report(ticket, "failure", clock() - start, clock());
    throw failed;
  }
}
