// Resilience: what `@phiward/node` and `@phiward/web/resilience` export.

import { breakers } from "./breaker.js";
import { idempotency } from "./idempotency.js";
import { limits } from "./limit.js";
import { retries } from "./retry.js";
import { vendorErrors } from "./vendor.js";

/** Makes the classes over one backend. */
export function resilience(backend) {
  const { classifyError, VendorError, judge } = vendorErrors(backend);
  return {
    CircuitBreaker: breakers(backend, judge),
    ...retries(backend, judge),
    RateLimiter: limits(backend),
    IdempotencyStore: idempotency(backend, judge),
    classifyError,
    VendorError,
  };
}
