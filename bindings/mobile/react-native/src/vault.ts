import { type KeyStore, Presence, Vault as NativeVault, type VaultLike } from "../gen/ts/phiward_core";
import { type Clock, engineClock } from "./clock";
import { type SealOptions, type VaultOptions, sealJson, vaultJson } from "./options";

/** A person's data key while it is unlocked. It locks after time without use. */
export class Vault {
  readonly #native: VaultLike;
  readonly #clock: Clock;

  private constructor(native: VaultLike, clock: Clock) {
    this.#native = native;
    this.#clock = clock;
  }

  /** Makes a vault with a random key and a slot for a password, as bytes of UTF-8, which are overwritten. */
  static async create(password: Uint8Array, options?: VaultOptions, clock: Clock = engineClock): Promise<Vault> {
    return wiping(password, async (bytes) => new Vault(await NativeVault.create(bytes, vaultJson(options), clock()), clock));
  }

  /** Unlocks a stored vault with a password, as bytes of UTF-8, which are overwritten. */
  static async unlock(stored: string, password: Uint8Array, options?: VaultOptions, clock: Clock = engineClock): Promise<Vault> {
    return wiping(
      password,
      async (bytes) => new Vault(await NativeVault.unlock(stored, bytes, vaultJson(options), clock()), clock),
    );
  }

  /** Unlocks a stored vault with the key that `remember` has put into the key store. */
  static async unlockRemembered(
    stored: string,
    store: KeyStore,
    name: string,
    options?: VaultOptions,
    clock: Clock = engineClock,
  ): Promise<Vault> {
    return new Vault(await NativeVault.unlockRemembered(stored, store, name, vaultJson(options), clock()), clock);
  }

  /** What to store: slots, no keys. Store it again after every change. */
  get stored(): string {
    return this.#native.toJson();
  }

  /** The id of the key with which everything new is sealed. */
  get keyId(): string {
    return this.#native.keyId();
  }

  /** Whether it is locked; asking is no use of it. */
  get isLocked(): boolean {
    return this.#native.isLocked(this.#clock());
  }

  /** Seals into a v2 envelope. */
  seal(plaintext: ArrayBuffer, options?: SealOptions): ArrayBuffer {
    return this.#native.seal(plaintext, sealJson(options), this.#clock());
  }

  /** Opens an envelope that the active key or a retired one has sealed. */
  open(envelope: ArrayBuffer, context?: Readonly<Record<string, string>>): ArrayBuffer {
    return this.#native.open(envelope, sealJson(context && { context }), this.#clock());
  }

  /** Unlocks the vault again. */
  async unlockAgain(password: Uint8Array): Promise<void> {
    await wiping(password, (bytes) => this.#native.unlockAgain(bytes, this.#clock()));
  }

  /** Adds a recovery code, and gives its 24 words: show them once, store them nowhere. */
  addRecovery(): string {
    return this.#native.addRecovery(this.#clock());
  }

  /** Adds a slot whose random key the key store keeps, and gives the slot's id. */
  async remember(store: KeyStore, name: string, presence: Presence = Presence.Verified): Promise<string> {
    return this.#native.remember(store, name, presence, this.#clock());
  }

  /** Wipes the keys now. */
  lock(): void {
    this.#native.lock();
  }

  /** Nothing of a vault is for a log. */
  toJSON(): string {
    return `Vault(${this.keyId})`;
  }
}

/** Gives a copy of the bytes to a call, and overwrites both. */
async function wiping<T>(secret: Uint8Array, call: (bytes: ArrayBuffer) => Promise<T>): Promise<T> {
  const copy = new Uint8Array(secret);
  secret.fill(0);
  try {
    return await call(copy.buffer);
  } finally {
    copy.fill(0);
  }
}
