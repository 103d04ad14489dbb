// Events on their way to an error tracker outside.

import { MASK } from "../../js/src/phi.js";
import { PhiwardError } from "../../js/src/errors.js";

/** Fields that the SDK makes itself and that hold nothing of a request. */
const TECHNICAL = ["event_id", "timestamp", "start_timestamp", "platform", "level", "sdk", "release", "environment", "type"];
const FRAME = ["filename", "abs_path", "module", "function", "lineno", "colno", "in_app"];
/** Parts of a request in which anything can be. */
const REQUEST = ["data", "cookies", "headers", "query_string", "env"];

/**
 * A `beforeSend` for Sentry: texts are redacted, the parts of the request are masked, and an event that cannot
 * be redacted is dropped.
 */
export function sentryBeforeSend(redactor, next = (event) => event) {
  if (typeof redactor?.redactRecord !== "function" || typeof next !== "function") {
    throw new PhiwardError("invalid_argument", "redactor must be a Redactor and next a function");
  }
  return (event, hint) => {
    try {
      return next(cleaned(redactor, event), hint);
    } catch {
      return null;
    }
  };
}

function cleaned(redactor, event) {
  const clean = redactor.redactRecord(event);
  for (const name of TECHNICAL) if (event[name] !== undefined) clean[name] = event[name];
  if (event.contexts?.trace !== undefined) clean.contexts = { ...clean.contexts, trace: event.contexts.trace };
  if (event.user !== undefined) clean.user = MASK;
  if (event.extra !== undefined) clean.extra = redactor.redactRecord(event.extra);
  if (clean.request !== undefined) {
    for (const name of REQUEST) if (clean.request[name] !== undefined) clean.request[name] = MASK;
    if (typeof event.request.url === "string") {
      // What stands behind the path is where launch links carry patients.
      clean.request.url = redactor.redactText(event.request.url.split(/[?#]/, 1)[0], { format: "url" });
    }
  }
  (event.exception?.values ?? []).forEach((exception, index) => {
    const shown = clean.exception.values[index];
    if (/^[A-Za-z_$][\w$.]*$/.test(exception.type ?? "")) shown.type = exception.type;
    const frames = exception.stacktrace?.frames;
    if (Array.isArray(frames)) {
      shown.stacktrace = { frames: frames.map((frame) => pick(frame, FRAME)) };
    }
  });
  return clean;
}

function pick(from, names) {
  const picked = {};
  for (const name of names) if (from[name] !== undefined) picked[name] = from[name];
  return picked;
}
