// Logs that pass through redaction on their way out. What cannot be redacted is dropped, and counted.

import { PhiwardError } from "../../js/src/errors.js";

const MESSAGE = Symbol.for("message");
const LEVEL = Symbol.for("level");

function needsRedactor(redactor) {
  if (typeof redactor?.redactLog !== "function") {
    throw new PhiwardError("invalid_argument", "redactor must be a Redactor");
  }
}

/**
 * A destination for pino, and for everything else that calls `write` with lines: it sees what pino has already
 * serialised, so bindings, child loggers, serialisers and errors are covered.
 */
export function redactingDestination(redactor, destination = process.stdout, { keepTimes = true } = {}) {
  needsRedactor(redactor);
  const counts = { written: 0, dropped: 0 };
  return {
    counts,
    // pino takes what it does not know for a stream for its options, and would write past us.
    writable: true,
    write(line) {
      let redacted;
      try {
        redacted = redactor.redactLog(line, { keepTimes });
      } catch {
        counts.dropped += 1;
        return true;
      }
      counts.written += 1;
      return destination.write(redacted);
    },
    end: (...rest) => destination.end?.(...rest),
    flushSync: () => destination.flushSync?.(),
  };
}

/** A format for winston, to be the last of a `combine`: a record that cannot be redacted is dropped. */
export function redactingFormat(redactor) {
  needsRedactor(redactor);
  return {
    options: {},
    transform(info) {
      try {
        const { level, ...fields } = info;
        const redacted = { level, ...redactor.redactRecord(fields) };
        redacted[LEVEL] = info[LEVEL] ?? level;
        if (typeof info[MESSAGE] === "string") {
          redacted[MESSAGE] = redactor.redactLog(info[MESSAGE], { keepTimes: true });
        }
        return redacted;
      } catch {
        return false;
      }
    },
  };
}
