// Time for the classes of resilience: a clock and a wait that tests can replace.

import { PhiwardError } from "./errors.js";

/** The longest wait of one timer of the platform. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Unix time: dates in headers and calendars of limits need it, and the core stands a clock that steps back. */
export const clock = () => Date.now();

/** Waits, and stops waiting when the signal says so. */
export function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new PhiwardError("aborted"));
    let timer;
    let left = ms;
    const onAbort = () => {
      clearTimeout(timer);
      reject(new PhiwardError("aborted"));
    };
    const next = () => {
      if (left <= 0) {
        signal?.removeEventListener("abort", onAbort);
        return resolve();
      }
      const part = Math.min(left, LONGEST_TIMER);
      left -= part;
      timer = setTimeout(next, part);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    next();
  });
}

/** Checks a function of the options. */
export function given(value, otherwise, name) {
  if (value === undefined) return otherwise;
  if (typeof value !== "function") throw new PhiwardError("invalid_argument", `${name} must be a function`);
  return value;
}
