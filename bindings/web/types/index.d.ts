// What only the web has, written by hand.

import type { CreateOptions, Phiward } from "./phiward.js";

export * from "./phiward.js";

/** From where a module is loaded, when not from beside the package. */
export interface CapabilitySource {
  readonly url?: string | URL;
  readonly bytes?: ArrayBuffer | Uint8Array;
  readonly module?: WebAssembly.Module;
}
export interface ModuleSource extends CapabilitySource {
  readonly workerUrl?: string | URL;
  /** The module of Argon2id, recovery words and inspection, which is loaded when it is first needed. */
  readonly late?: CapabilitySource;
}
/** Loads the module now; without this call the first use does. */
export function init(options?: ModuleSource): Promise<void>;

/** What works here, and what works in another way because something is not there. */
export function capabilities(scope?: object): {
  readonly supported: boolean;
  readonly missing: readonly string[];
  readonly secureContext: boolean;
  readonly webCrypto: boolean;
  readonly indexedDb: boolean;
  readonly worker: boolean;
  readonly streams: boolean;
  readonly simd: boolean;
};

type Account = CreateOptions & { readonly email: string; readonly remember?: boolean };
/** Keeps the vaults of this browser in IndexedDB, under a hash of the e-mail address. */
export class VaultStore {
  private constructor();
  static open(options?: { readonly name?: string }): Promise<VaultStore>;
  /** Whether `remember` works here: keys that cannot be read can be stored. */
  readonly canRemember: boolean;
  create(options: Account): Promise<Phiward>;
  unlock(options: Account): Promise<Phiward>;
  /** Unlocks a remembered vault without its password, after a reload. */
  resume(options: { readonly email: string; readonly idleMs?: number }): Promise<Phiward | undefined>;
  save(email: string, phiward: Phiward): Promise<void>;
  forget(email: string, phiward?: Phiward): Promise<void>;
  remove(email: string): Promise<void>;
  has(email: string): Promise<boolean>;
  close(): void;
}
