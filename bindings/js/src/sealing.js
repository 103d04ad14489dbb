// Encrypting and decrypting, for everything that has a key.

import * as check from "./check.js";
import { core, coreAsync, PhiwardError } from "./errors.js";
import { Phi } from "./phi.js";
import { decode, encode, isBlob, isStream, transform } from "./values.js";

/**
 * The methods of an object whose `handle()` gives an object of the core that seals and opens.
 * @param backend what runs the core here
 */
export function sealing(backend) {
  const native = () => backend.native();

  class Sealing {
    /** Seals a value: text and JSON become text; bytes, a Blob or a stream become the same. */
    async encrypt(value, options) {
      await backend.ready();
      const encoded = encode(value);
      if (encoded !== undefined) {
        const envelope = await this.sealBytes(encoded.bytes, check.sealOptions(options, encoded.content));
        encoded.bytes.fill(0);
        return core(() => native().toText(envelope));
      }
      if (isStream(value)) return value.pipeThrough(this.sealStream(options));
      if (isBlob(value)) {
        const sealed = value.stream().pipeThrough(this.sealStream(options));
        return collect(sealed);
      }
      return this.sealBytes(check.bytes(value, "value"), check.sealOptions(options));
    }

    /** Opens what `encrypt` gave. */
    async decrypt(envelope, options) {
      await backend.ready();
      if (isStream(envelope)) return envelope.pipeThrough(this.openStream(options));
      if (isBlob(envelope)) return collect(envelope.stream().pipeThrough(this.openStream(options)));
      const read = check.openOptions(options);
      const bytes = typeof envelope === "string"
        ? core(() => native().fromText(envelope))
        : check.bytes(envelope, "envelope");
      const content = options?.as ?? this.contentOf(bytes);
      return decode(await this.openBytes(bytes, read), content);
    }

    /** Opens into a protected value, which cannot be printed. */
    async decryptPhi(envelope, options) {
      return new Phi(await this.decrypt(envelope, options));
    }

    /** Seals several values, a few at a time, in their order. */
    encryptMany(values, options) {
      return inOrder(values, (value) => this.encrypt(value, options));
    }

    /** Opens several envelopes, a few at a time, in their order. */
    decryptMany(envelopes, options) {
      return inOrder(envelopes, (envelope) => this.decrypt(envelope, options));
    }

    /** A stream of plaintext bytes in, a v3 envelope out. */
    sealStream(options) {
      const stream = core(() => this.handle().sealStream(check.sealOptions(options), backend.now()));
      return transform(
        (chunk) => core(() => stream.update(check.bytes(chunk, "a chunk"))),
        () => core(() => stream.finish()),
        options?.signal,
      );
    }

    /** A v2 or v3 envelope in, authenticated plaintext out. Only its end tells that it is complete. */
    openStream(options) {
      const stream = core(() => this.handle().openStream(check.openOptions(options), backend.now()));
      return transform(
        (chunk) => core(() => stream.update(check.bytes(chunk, "a chunk"))),
        () => core(() => stream.finish()),
        options?.signal,
      );
    }

    /** @internal */
    contentOf(bytes) {
      return core(() => native().content(bytes));
    }

    /** @internal */
    sealBytes(bytes, options) {
      return coreAsync(() => backend.seal(this.handle(), bytes, options));
    }

    /** @internal */
    openBytes(bytes, options) {
      return coreAsync(() => backend.open(this.handle(), bytes, options));
    }

    /** @internal */
    handle() {
      throw new PhiwardError("not_permitted");
    }
  }

  backend.twins?.sealing(Sealing, backend);
  return Sealing;
}

/** A Blob of a stream. The browser may keep its parts on disk. */
async function collect(stream) {
  const parts = [];
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts, { type: "application/octet-stream" });
    // Each part is moved out of the heap of the page.
    parts.push(new Blob([value]));
  }
}

/** Calls that run at the same time at most. */
const AT_ONCE = 8;

async function inOrder(items, each) {
  const list = [...items];
  const results = new Array(list.length);
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const index = next++;
      results[index] = await each(list[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, list.length) }, worker));
  return results;
}
