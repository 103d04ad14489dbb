// Values that a log may hold, so that the types can tell them from those that it may not.

import * as check from "./check.js";
import { PhiwardError } from "./errors.js";

const TOKEN = /^[A-Za-z][A-Za-z0-9\-_.:]{0,63}$/;

export const loggable = Object.freeze({
  /** An id of the program's own: a letter, then letters, digits and `-_.:`. It cannot be a number or a text. */
  token(text) {
    if (!TOKEN.test(check.text(text, "text"))) {
      throw new PhiwardError("malformed", "the text does not have the shape of an id");
    }
    return text;
  },
  /** A number of things, never a measurement of a person. */
  count(number) {
    return check.count(number, "number");
  },
  /** How long the program took, in milliseconds. */
  durationMs(number) {
    if (!Number.isFinite(number) || number < 0) throw new PhiwardError("invalid_argument", "number must be a duration");
    return Math.round(number);
  },
});
