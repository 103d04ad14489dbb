// What a log may hold of a field.

import * as check from "./check.js";
import { core, PhiwardError } from "./errors.js";
import { MASK, Phi } from "./phi.js";

/** Makes the functions over one backend. */
export function fields(backend) {
  const native = () => backend.native();

  /** What a log may hold of a field: `loggable`, `log_after_redaction`, `log_pseudonym` or `never_log`. */
  function fieldPolicy(name) {
    check.text(name, "name");
    return core(() => native().fieldPolicy(name));
  }

  /** Makes pseudonyms: one identifier has one name in the log, and nobody without the key knows whose. */
  class PseudonymKey {
    static name = "PseudonymKey";
    #key;

    constructor(id, secret) {
      check.text(id, "id");
      const bytes = check.secret32(secret, "secret");
      this.#key = core(() => new (native().PseudonymKey)(id, bytes));
    }

    pseudonym(scope, identifier) {
      check.text(scope, "scope");
      check.text(identifier, "identifier");
      return core(() => this.#key.pseudonym(scope, identifier));
    }
  }

  /**
   * The fields of an event as a log may hold them: what the table does not know is masked, and identifiers get
   * pseudonyms when there is a key.
   */
  function loggableFields(event, options) {
    const { pseudonyms, redactor } = check.options(options, ["pseudonyms", "redactor"]);
    const shown = {};
    for (const [name, value] of Object.entries(check.object(event, "event"))) {
      shown[name] = loggable(fieldPolicy(name), name, value, pseudonyms, redactor);
    }
    return shown;
  }

  /** A function that logs records of loggable values; the field table is applied to them too. */
  function safeLog(sink) {
    if (typeof sink !== "function") throw new PhiwardError("invalid_argument", "sink must be a function");
    return (record) => sink(loggableFields(record));
  }

  function loggable(policy, name, value, pseudonyms, redactor) {
    if (value instanceof Phi || value === null || typeof value === "object") return MASK;
    if (policy === "loggable") return value;
    if (policy === "log_after_redaction" && redactor !== undefined) {
      return redactor.redactText(String(value), { format: "log" });
    }
    if (policy === "log_pseudonym" && pseudonyms !== undefined) {
      return pseudonyms.pseudonym(scopeOf(name), String(value));
    }
    return MASK;
  }

  return { fieldPolicy, PseudonymKey, loggableFields, safeLog };
}

/** The scope of a field's pseudonyms: its name in snake case, whatever the style of the program. */
function scopeOf(name) {
  return name.replace(/-/g, "_").replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
