import { PhiwardError } from "../gen/ts/phiward_core";

/** What every call of the core throws: a stable code, and a sentence. Neither holds input. */
export interface Fault {
  readonly code: string;
  readonly reason: string;
  /** Whether the same call can succeed a moment later. */
  readonly retryable: boolean;
}

/** Reads a fault of the core out of what was caught; nothing when it is something else. */
export function faultOf(caught: unknown): Fault | undefined {
  if (!PhiwardError.instanceOf(caught)) return undefined;
  const { code, reason } = caught.inner;
  return { code, reason, retryable: PhiwardError.Unavailable.instanceOf(caught) };
}
