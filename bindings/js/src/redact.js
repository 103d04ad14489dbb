// Redaction.

import * as check from "./check.js";
import { core, PhiwardError } from "./errors.js";
import { Phi } from "./phi.js";

const MAKE = Symbol("make");
const FORMATS = new Set(["text", "json", "fhir", "nemsis", "cda", "hl7", "xml", "log", "url"]);
const NAMES = ["policy", "key", "scope"];
const NO_KEY = new Uint8Array(0);

/** Makes the classes over one backend, whose dictionaries `ready` has loaded. */
export function redaction(backend) {
  const native = () => backend.native();

  /** Which token stands for which value. It holds PHI: it prints nothing of it. */
  class TokenMap {
    static name = "TokenMap";
    #map;

    constructor(token, map) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use TokenMap.create or TokenMap.open");
      this.#map = map;
    }

    static async create() {
      await backend.ready();
      return new this(MAKE, core(() => new (native().TokenMap)()));
    }

    /** Opens a map that `seal` gave. */
    static async open(envelope, keys, options) {
      const json = await keys.decrypt(envelope, { ...options, as: "text" });
      await backend.ready();
      return new this(MAKE, core(() => native().TokenMap.fromJson(json)));
    }

    /** Seals the map with something that has a key, such as a `Phiward`. */
    seal(keys, options) {
      return keys.encrypt(this.#map.exposeJson(), options);
    }

    get size() {
      return this.#map.len();
    }

    /** Puts the values back into a text; the result is protected. */
    restore(text) {
      check.text(text, "text");
      return new Phi(core(() => this.#map.restore(text)));
    }

    /** @internal */
    handle() {
      return this.#map;
    }
  }

  /** Redacts texts by one policy; any text gives a redacted text. */
  class Redactor {
    static name = "Redactor";
    #redactor;

    constructor(token, redactor) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use Redactor.create");
      this.#redactor = redactor;
    }

    /** A redactor for a policy; `key` and `scope` are for operators that derive from values. */
    static async create(options) {
      const { policy, key, scope = "" } = check.options(options, NAMES);
      const text = policy === undefined ? "" : JSON.stringify(check.object(policy, "policy"));
      const secret = key === undefined ? NO_KEY : check.secret32(key, "key");
      check.text(scope, "scope");
      await backend.ready();
      return new this(MAKE, core(() => new (native().Redactor)(text, secret, scope)));
    }

    /** A redactor whose tokens, such as `[NAME_1]`, can be put back into the answer of a model. */
    static async aiRoundTrip(mode = "balanced") {
      check.text(mode, "mode");
      await backend.ready();
      return new this(MAKE, core(() => native().Redactor.aiRoundTrip(mode)));
    }

    /** A redactor for logs: strict, and ages are tagged too. */
    static async forLogs() {
      await backend.ready();
      return new this(MAKE, core(() => native().Redactor.forLogs()));
    }

    /** A line of a log as a log may hold it: fields that are never logged are masked, the rest is redacted. */
    redactLog(line, options) {
      const { keepTimes = false } = check.options(options, ["keepTimes"]);
      check.text(line, "line");
      return core(() => this.#redactor.redactLog(line, keepTimes === true));
    }

    /** A value as a log may hold it, as `redactLog` does it. */
    redactRecord(value) {
      const json = JSON.stringify(value);
      return json === undefined ? undefined : JSON.parse(this.redactLog(json));
    }

    /** The redacted text, and what was found in the original. Offsets are those of JavaScript strings. */
    redact(text, options) {
      const { format = "text", tokens } = check.options(options, ["format", "tokens"]);
      check.text(text, "text");
      const map = mapOf(tokens);
      const redaction = core(() => this.#redactor.redact(text, formatOf(format), map));
      return { text: redaction.text, findings: JSON.parse(redaction.findings) };
    }

    /** The redacted text alone, which is quicker. */
    redactText(text, options) {
      const { format = "text", tokens } = check.options(options, ["format", "tokens"]);
      check.text(text, "text");
      const map = mapOf(tokens);
      return core(() => this.#redactor.redactText(text, formatOf(format), map));
    }

    /** Redacts a value: its JSON is walked, keys and nested JSON texts included. */
    redactJson(value) {
      const json = JSON.stringify(value);
      if (json === undefined) return undefined;
      return JSON.parse(this.redactText(json, { format: "json" }));
    }

    /** A stream of text in, redacted text out: the result is that of the whole, however it was cut. */
    stream(options) {
      const { tokens } = check.options(options, ["tokens"]);
      const map = mapOf(tokens);
      const stream = core(() => this.#redactor.stream());
      return new TransformStream({
        transform(piece, controller) {
          check.text(piece, "a piece");
          const out = core(() => stream.update(piece, map));
          if (out !== "") controller.enqueue(out);
        },
        flush(controller) {
          const out = core(() => stream.finish(map));
          if (out !== "") controller.enqueue(out);
        },
      });
    }
  }

  /** Values of calls that keep no map are forgotten with it. */
  function mapOf(tokens) {
    if (tokens === undefined) return core(() => new (native().TokenMap)());
    return check.instance(tokens, TokenMap, "tokens").handle();
  }

  return { Redactor, TokenMap };
}

function formatOf(format) {
  if (!FORMATS.has(format)) {
    throw new PhiwardError("invalid_argument", "format must be text, json, fhir, nemsis, cda, hl7, xml, log or url");
  }
  return format;
}
