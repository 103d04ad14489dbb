// A server's side of envelopes: it keeps and forwards what it cannot open.

import * as check from "./check.js";
import { core, PhiwardError } from "./errors.js";

const NAMES = ["storage", "maxBytes", "keyIds", "versions"];

/** Makes the class over one backend. */
export function relays(backend) {
  /**
   * Stores, inspects, validates and forwards envelopes. It holds no key, and there is no method that takes one:
   * code that is given a relay cannot read a record.
   */
  return class EnvelopeRelay {
    static name = "EnvelopeRelay";
    #storage;
    #maxBytes;
    #keyIds;
    #versions;

    constructor(options) {
      const { storage = new Map(), maxBytes = 64 * 1024 * 1024, keyIds, versions = [2, 3] } =
        check.options(options, NAMES);
      for (const method of ["get", "set"]) {
        if (typeof storage?.[method] !== "function") {
          throw new PhiwardError("invalid_argument", "storage must have get and set, as a Map has");
        }
      }
      this.#storage = storage;
      this.#maxBytes = check.count(maxBytes, "maxBytes");
      this.#keyIds = keyIds === undefined ? undefined : new Set([...keyIds].map((id) => check.text(id, "a key id")));
      this.#versions = new Set(versions);
    }

    /** What an envelope says about itself; nothing of it is authenticated. */
    async inspect(envelope) {
      const late = await backend.late();
      const bytes = typeof envelope === "string" ? core(() => late.fromText(envelope)) : check.bytes(envelope, "envelope");
      return JSON.parse(core(() => late.inspect(bytes)));
    }

    /** Refuses what is no envelope, or not one of the versions, keys and sizes that are accepted. */
    async validate(envelope) {
      const length = typeof envelope === "string" ? Math.ceil((envelope.length * 3) / 4) : envelope?.byteLength;
      if (length > this.#maxBytes + 2) throw new PhiwardError("too_large");
      const info = await this.inspect(envelope);
      if (!this.#versions.has(info.version)) throw new PhiwardError("version_not_accepted");
      if (this.#keyIds !== undefined && !this.#keyIds.has(info.key_id_hex)) {
        throw new PhiwardError("key_not_accepted");
      }
      return info;
    }

    /** Validates and keeps an envelope. */
    async store(id, envelope) {
      check.filledText(id, "id");
      const info = await this.validate(envelope);
      await this.#storage.set(id, envelope);
      return info;
    }

    /** The envelope as it was stored; `undefined` when there is none. */
    async load(id) {
      return this.#storage.get(check.filledText(id, "id"));
    }

    /** Validates an envelope and hands it on, as it is. */
    async forward(envelope, send) {
      if (typeof send !== "function") throw new PhiwardError("invalid_argument", "send must be a function");
      const info = await this.validate(envelope);
      return send(envelope, info);
    }
  };
}
