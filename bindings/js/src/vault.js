// The classes that hold keys.

import * as check from "./check.js";
import { core, coreAsync, PhiwardError } from "./errors.js";
import { sealing } from "./sealing.js";
import { decode as decodeAs } from "./values.js";

const MAKE = Symbol("make");
const VAULT_NAMES = ["email", "password", "kdf", "caps", "idleMs", "v1", "signal"];
const OPEN_NAMES = [...VAULT_NAMES, "vault", "recoveryCode", "prf", "kek"];

/** Makes the classes that hold keys, over one backend. */
export function vaults(backend) {
  const native = () => backend.native();
  const Sealing = sealing(backend);

  /** A person's records: one key, opened by a password, a recovery code or a passkey. */
  class Phiward extends Sealing {
    static name = "Phiward";
    #vault;
    #keys;
    #legacy;
    #timer;
    #listeners = new Set();

    constructor(token, vault, legacy) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use Phiward.create or Phiward.open");
      super();
      this.#vault = vault;
      this.#keys = backend.keysOf(vault);
      this.#legacy = legacy;
      this.#watch();
    }

    /** Makes a vault for a new account. Store what `export` gives. */
    static async create(options) {
      const { email, password, v1, signal } = check.options(options, VAULT_NAMES);
      check.filledText(password, "password");
      const read = check.vaultOptions(options);
      const abort = check.signal(signal);
      await backend.ready();
      const vault = await check.abortable(
        coreAsync(() => backend.createVault(password, read, abort)), abort, (made) => made.lock());
      return new this(MAKE, vault, await legacyOf(v1, email, password));
    }

    /** Opens a stored vault with a password, a recovery code, a passkey's PRF output, or a host's key. */
    static async open(options) {
      const { email, password, recoveryCode, prf, kek, vault: stored, v1, signal } =
        check.options(options, OPEN_NAMES);
      check.filledText(stored, "vault");
      const read = check.vaultOptions(options);
      const abort = check.signal(signal);
      await backend.ready();
      let vault;
      if (password !== undefined) {
        check.filledText(password, "password");
        vault = await check.abortable(
          coreAsync(() => backend.unlockVault(stored, password, read, abort)), abort, (made) => made.lock());
      } else if (recoveryCode !== undefined) {
        vault = await recover(stored, check.text(recoveryCode, "recoveryCode"), read);
      } else if (prf !== undefined) {
        const output = check.secret32(prf, "prf");
        vault = core(() => native().Vault.unlockPrf(stored, output, read, backend.now()));
      } else {
        const key = check.secret32(kek, "kek");
        vault = core(() => native().Vault.unlockKek(stored, key, read, backend.now()));
      }
      return new this(MAKE, vault, await legacyOf(v1, email, password));
    }

    /** The vault to store: slots, no keys. Store it again after every change. */
    export() {
      return this.#vault.toJson();
    }

    /** What the vault says about itself: its key and its slots. */
    async describe() {
      const late = await backend.late();
      return JSON.parse(core(() => late.describeVault(this.export())));
    }

    /** The id of the key with which everything new is sealed. */
    get keyId() {
      return this.#vault.keyId();
    }

    /** Replaces the password. No record changes. */
    async changePassword(password) {
      check.filledText(password, "password");
      await coreAsync(() => backend.changePassword(this.#vault, password));
      this.#watch();
    }

    /** Adds a recovery code, and gives its 24 words: show them once, store them nowhere. */
    async addRecoveryCode() {
      // First what can fail without a trace: a slot whose words nobody saw would stay.
      const late = await backend.late();
      const code = core(() => this.#vault.addRecoveryCode(backend.now()));
      try {
        return core(() => late.recoveryWords(code));
      } finally {
        code.fill(0);
      }
    }

    /** Adds a slot for the PRF output of a passkey, and gives the slot's id. */
    addPasskey(prf) {
      const output = check.secret32(prf, "prf");
      return core(() => this.#vault.addPrf(output, backend.now()));
    }

    /** Adds a slot for a key that the host keeps, and gives the slot's id. */
    addKek(kek) {
      const key = check.secret32(kek, "kek");
      return core(() => this.#vault.addKek(key, backend.now()));
    }

    /** Removes a slot: what opened it opens the vault no more. */
    removeSlot(slotId) {
      check.text(slotId, "slotId");
      core(() => this.#vault.removeSlot(slotId, backend.now()));
    }

    /** The key that proves to a server that the client knows the password. */
    authKey(serverName) {
      check.filledText(serverName, "serverName");
      return core(() => this.#vault.authKey(serverName, backend.now()));
    }

    /** Turns a v1 envelope into one of this vault; it needs `v1: true` with e-mail and password. */
    async upgrade(envelope, options) {
      const bytes = typeof envelope === "string"
        ? core(() => native().fromText(check.text(envelope, "envelope")))
        : check.bytes(envelope, "envelope");
      if (this.#legacy === undefined) throw new PhiwardError("key_not_found", "the v1 key was not asked for");
      // What v1 holds is JSON unless the caller knows better.
      const read = check.sealOptions(options, "json");
      const sealed = await upgraded(this.#legacy, bytes, this.#keys, read);
      return typeof envelope === "string" ? core(() => native().toText(sealed)) : sealed;
    }

    /** Wipes the keys now. */
    lock() {
      this.#vault.lock();
      this.#legacy = undefined;
      this.#settle();
    }

    /** Whether the keys are gone. */
    get locked() {
      return this.#vault.isLocked(backend.now());
    }

    /** Unlocks again after `lock`, or after the idle time. */
    async unlock(password, options) {
      check.filledText(password, "password");
      const abort = check.signal(check.options(options, ["signal"]).signal);
      await check.abortable(coreAsync(() => backend.unlockAgain(this.#vault, password, abort)), abort);
      this.#watch();
    }

    /** Calls back when the vault locks, and gives the function that ends that. */
    onLock(listener) {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    }

    handle() {
      return this.#keys;
    }

    contentOf(bytes) {
      return bytes[0] === 1 ? "json" : super.contentOf(bytes);
    }

    openBytes(bytes, options) {
      if (bytes[0] === 1 && this.#legacy !== undefined) {
        return coreAsync(() => backend.openLegacy(this.#legacy, bytes));
      }
      return super.openBytes(bytes, options);
    }

    /** Locks in time even when nobody asks. */
    #watch() {
      clearTimeout(this.#timer);
      const left = this.#vault.locksInMs(backend.now());
      if (left < 0) return;
      // A timer longer than 2^31 ms fires at once.
      this.#timer = setTimeout(() => (this.locked ? this.#settle() : this.#watch()), Math.min(left + 1, 2 ** 31 - 1));
      this.#timer.unref?.();
    }

    #settle() {
      clearTimeout(this.#timer);
      for (const listener of this.#listeners) listener();
    }
  }

  async function recover(stored, words, read) {
    const late = await backend.late();
    const code = core(() => late.recoveryCode(words));
    try {
      return core(() => native().Vault.recoverWith(stored, code, read, backend.now()));
    } finally {
      code.fill(0);
    }
  }

  /** Checks that a text is a recovery code, as a form does while it is typed. */
  async function checkRecoveryCode(words) {
    check.text(words, "words");
    const late = await backend.late();
    core(() => late.recoveryCode(words)).fill(0);
  }

  /** What a v1 envelope holds, sealed by a vault, which opens its envelope again before it gives it out. */
  async function upgraded(key, bytes, keys, options) {
    const plain = await coreAsync(() => backend.openLegacy(key, bytes));
    try {
      return core(() => keys.sealVerified(plain, options, backend.now()));
    } finally {
      plain.fill(0);
    }
  }

  async function legacyOf(v1, email, password) {
    if (v1 !== true) return undefined;
    check.filledText(email, "email");
    check.filledText(password, "password");
    return (await PhiwardV1.create({ email, password })).handle();
  }

  /** Data that is older than this library: reads and writes v1 envelopes, byte for byte. */
  class PhiwardV1 {
    static name = "PhiwardV1";
    #key;

    constructor(token, key) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use PhiwardV1.create");
      this.#key = key;
    }

    /** Derives the v1 key; both texts are used as they are, without normalisation. */
    static async create(options) {
      const { email, password, signal } = check.options(options, ["email", "password", "signal"]);
      // v1 took any text, also none: what exists must stay readable.
      check.text(email, "email");
      check.text(password, "password");
      const abort = check.signal(signal);
      await backend.ready();
      const late = await backend.late();
      const secret = await check.abortable(
        coreAsync(() => backend.deriveLegacy(email, password, abort)), abort, (made) => made.fill(0));
      try {
        return new this(MAKE, core(() => late.LegacyKey.import(secret)));
      } finally {
        secret.fill(0);
      }
    }

    /** Seals text or JSON as JSON, and bytes as they are, into v1. */
    async encrypt(value) {
      if (check.isBytes(value)) {
        const plain = check.bytes(value, "value");
        return coreAsync(() => backend.sealLegacy(this.#key, plain));
      }
      const json = JSON.stringify(value);
      if (json === undefined) throw new PhiwardError("invalid_argument", "the value must be JSON or bytes");
      const plain = new TextEncoder().encode(json);
      const sealed = await coreAsync(() => backend.sealLegacy(this.#key, plain));
      plain.fill(0);
      return core(() => native().toText(sealed));
    }

    /** Opens v1: text gives JSON, bytes give bytes, unless `as` says otherwise. */
    async decrypt(envelope, options) {
      const { as } = check.options(options, ["as"]);
      const isText = typeof envelope === "string";
      const bytes = isText ? core(() => native().fromText(envelope)) : check.bytes(envelope, "envelope");
      const plain = await coreAsync(() => backend.openLegacy(this.#key, bytes));
      return decodeAs(plain, as ?? (isText ? "json" : "bytes"));
    }

    /** Turns a v1 envelope into one of a vault. */
    async upgrade(envelope, vault, options) {
      check.instance(vault, Phiward, "vault");
      const isText = typeof envelope === "string";
      const bytes = isText ? core(() => native().fromText(envelope)) : check.bytes(envelope, "envelope");
      const read = check.sealOptions(options, "json");
      const sealed = await upgraded(this.#key, bytes, vault.handle(), read);
      return isText ? core(() => native().toText(sealed)) : sealed;
    }

    /** @internal */
    handle() {
      return this.#key;
    }
  }
  backend.twins?.v1(PhiwardV1, backend);

  /** A data key that comes from a KMS or an HSM. */
  class RecordKey extends Sealing {
    static name = "RecordKey";
    #key;
    #keys;

    constructor(token, key) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use RecordKey.generate or RecordKey.import");
      super();
      this.#key = key;
      this.#keys = backend.keysOf(key);
    }

    static async generate() {
      await backend.ready();
      return new this(MAKE, core(() => native().RecordKey.generate()));
    }

    /** Takes the key's id, as 32 hexadecimal digits, and its 32 bytes, which the caller wipes. */
    static async import(keyId, secret) {
      check.text(keyId, "keyId");
      const bytes = check.secret32(secret, "secret");
      await backend.ready();
      return new this(MAKE, core(() => native().RecordKey.import(keyId, bytes)));
    }

    get keyId() {
      return this.#key.id();
    }

    /** The 32 bytes, for wrapping them elsewhere. */
    exportSecret() {
      return core(() => this.#key.exportSecret());
    }

    handle() {
      return this.#keys;
    }
  }

  return { Phiward, PhiwardV1, RecordKey, checkRecoveryCode };
}
