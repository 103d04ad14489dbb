// Envelopes as streams of Node.

import { Transform } from "node:stream";
import { core } from "../../js/src/errors.js";
import * as check from "../../js/src/check.js";

/** Makes the functions; `keys` is whatever can seal: a `Phiward` or a `RecordKey`. */
export function nodeStreams() {
  const wrap = (stream, abort) => {
    const transform = new Transform({
      transform(chunk, _encoding, done) {
        try {
          done(null, core(() => stream.update(chunk)));
        } catch (error) {
          done(error);
        }
      },
      flush(done) {
        try {
          done(null, core(() => stream.finish()));
        } catch (error) {
          done(error);
        }
      },
      signal: abort,
    });
    return transform;
  };
  return {
    /** A `Transform` that takes plaintext and gives a v3 envelope. */
    createSealStream(keys, options) {
      const read = check.sealOptions(options);
      return wrap(core(() => keys.handle().sealStream(read, performance.now())), options?.signal);
    },
    /** A `Transform` that takes an envelope and gives authenticated plaintext. */
    createOpenStream(keys, options) {
      const read = check.openOptions(options);
      return wrap(core(() => keys.handle().openStream(read, performance.now())), options?.signal);
    },
  };
}
