// The twins of asynchronous methods that do not wait: in Node the core can be called without waiting.

import * as check from "../../js/src/check.js";
import { core, PhiwardError } from "../../js/src/errors.js";
import { decode, encode } from "../../js/src/values.js";

/** Adds those of everything that has a key. */
export function sealing(Sealing, backend) {
  Object.assign(Sealing.prototype, {
    encryptSync(value, options) {
      const encoded = encode(value);
      if (encoded !== undefined) {
        const read = check.sealOptions(options, encoded.content);
        return core(() => backend.native().toText(backend.sync.seal(this.handle(), encoded.bytes, read)));
      }
      const bytes = check.bytes(value, "value");
      const read = check.sealOptions(options);
      return core(() => backend.sync.seal(this.handle(), bytes, read));
    },
    decryptSync(envelope, options) {
      const read = check.openOptions(options);
      const bytes = typeof envelope === "string"
        ? core(() => backend.native().fromText(envelope))
        : check.bytes(envelope, "envelope");
      const content = options?.as ?? this.contentOf(bytes);
      return decode(core(() => backend.sync.open(this.handle(), bytes, read)), content);
    },
  });
}

/** Adds those of v1 keys. */
export function v1(PhiwardV1, backend) {
  Object.assign(PhiwardV1.prototype, {
    encryptSync(value) {
      if (check.isBytes(value)) {
        const plain = check.bytes(value, "value");
        return core(() => backend.sync.sealLegacy(this.handle(), plain));
      }
      const json = JSON.stringify(value);
      if (json === undefined) throw new PhiwardError("invalid_argument", "the value must be JSON or bytes");
      const plain = new TextEncoder().encode(json);
      return core(() => backend.native().toText(backend.sync.sealLegacy(this.handle(), plain)));
    },
    decryptSync(envelope, options) {
      const { as } = check.options(options, ["as"]);
      const isText = typeof envelope === "string";
      const bytes = isText ? core(() => backend.native().fromText(envelope)) : check.bytes(envelope, "envelope");
      return decode(core(() => backend.sync.openLegacy(this.handle(), bytes)), as ?? (isText ? "json" : "bytes"));
    },
  });
}
