// A `Phiward` for the tests of an app. Nothing is encrypted here.

import { PhiwardError } from "../../../js/src/errors.js";
import { Phi } from "../../../js/src/phi.js";

const PREFIX = "FAKE-NOT-ENCRYPTED:";

/** A fake with the methods of `Phiward` that an app calls; `fail` is the code of the error of every call. */
export function fakePhiward({ fail, locked = false } = {}) {
  const sealed = [];
  let isLocked = locked;
  const listeners = new Set();
  const guard = () => {
    if (fail !== undefined) throw new PhiwardError(fail);
    if (isLocked) throw new PhiwardError("locked", "the session is locked");
  };
  const contextOf = (options) => JSON.stringify(Object.entries(options?.context ?? {}).sort());
  return {
    sealed,
    keyId: "f".repeat(32),
    async encrypt(value, options) {
      guard();
      sealed.push(value);
      return `${PREFIX}${sealed.length - 1}:${contextOf(options)}`;
    },
    async decrypt(envelope, options) {
      guard();
      const [, index, context] = /^FAKE-NOT-ENCRYPTED:(\d+):(.*)$/s.exec(envelope) ?? [];
      if (index === undefined || !(index in sealed)) {
        throw new PhiwardError("malformed", "this is not what this fake has sealed");
      }
      if (context !== contextOf(options)) {
        throw new PhiwardError("wrong_key_or_context", "another key or another context");
      }
      return sealed[index];
    },
    async decryptPhi(envelope, options) {
      return new Phi(await this.decrypt(envelope, options));
    },
    encryptMany(values, options) {
      return Promise.all([...values].map((value) => this.encrypt(value, options)));
    },
    decryptMany(envelopes, options) {
      return Promise.all([...envelopes].map((envelope) => this.decrypt(envelope, options)));
    },
    export: () => '{"fake":true}',
    describe: async () => ({ vault_version: 1, key_id_hex: "f".repeat(32), slots: [] }),
    async changePassword() {
      guard();
    },
    async addRecoveryCode() {
      guard();
      return Array(24).fill("fake").join(" ");
    },
    lock() {
      isLocked = true;
      for (const listener of listeners) listener();
    },
    get locked() {
      return isLocked;
    },
    async unlock() {
      if (fail !== undefined) throw new PhiwardError(fail);
      isLocked = false;
    },
    onLock(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
