// Values that cannot be printed by accident.

import { PhiwardError } from "./errors.js";

/** The one mask of every language. */
export const MASK = "[REDACTED]";

const values = new WeakMap();
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * A protected value. However it is printed, joined or serialised, it gives the mask; `open` gives the value to
 * a caller who says who reads it and why.
 */
export class Phi {
  static name = "Phi";
  /** @param {unknown} value */
  constructor(value) {
    values.set(this, value);
    Object.freeze(this);
  }

  /** The value, after `audit.record` has kept the access: an audit that throws keeps the value closed. */
  open(audit) {
    if (audit === null || typeof audit !== "object" || typeof audit.record !== "function") {
      throw new PhiwardError("invalid_argument", "audit must have a function `record`");
    }
    for (const name of ["actor", "purpose", "requestId"]) {
      if (typeof audit[name] !== "string" || audit[name] === "") {
        throw new PhiwardError("invalid_argument", `audit must have a text \`${name}\``);
      }
    }
    try {
      audit.record({ actor: audit.actor, purpose: audit.purpose, requestId: audit.requestId });
    } catch {
      throw new PhiwardError("audit_unavailable", "the access could not be recorded, so the value stays closed");
    }
    return values.get(this);
  }

  /** A protected value that is derived of this one. */
  map(derive) {
    return new Phi(derive(values.get(this)));
  }

  toString() {
    return MASK;
  }

  toJSON() {
    return MASK;
  }

  valueOf() {
    return MASK;
  }

  [Symbol.toPrimitive]() {
    return MASK;
  }

  get [Symbol.toStringTag]() {
    return "Phi";
  }

  [INSPECT]() {
    return MASK;
  }
}

/** Protects a value. */
export const phi = (value) => new Phi(value);
