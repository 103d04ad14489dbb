// The core in a browser: small things in WebAssembly, large ones by WebCrypto, Argon2id in a worker.

import { deriveV1, derive } from "./derive.js";
import { subtle } from "./runtime.js";
import { openChunks, sealChunks, SUBTLE_FROM } from "./subtle.js";

/**
 * The backend over one lazily loaded module.
 * @param module what `lazyModule` gave
 * @param late the same of what is needed seldom
 * @param workerOf makes a worker that holds the late module, or gives `undefined`
 */
export function webBackend(module, late, workerOf) {
  const native = module.get;
  const now = () => performance.now();

  async function seal(handle, bytes, options) {
    if (bytes.length < SUBTLE_FROM || subtle() === undefined) return handle.seal(bytes, options, now());
    const delegated = handle.delegateSeal(options, false, now());
    try {
      return await sealChunks(delegated, bytes);
    } finally {
      delegated.free();
    }
  }

  async function open(handle, bytes, options) {
    if (bytes.length < SUBTLE_FROM || subtle() === undefined) return handle.open(bytes, options, now());
    const prefix = native().prefixLen(bytes);
    const delegated = handle.delegateOpen(bytes.subarray(0, prefix), options, now());
    try {
      return await openChunks(delegated, bytes.subarray(prefix));
    } finally {
      delegated.free();
    }
  }

  /** Tries the derivations of a stored vault until one of them opens it. */
  async function unlock(stored, password, options, abort, use) {
    let failure;
    for (const derivation of native().Vault.derivations(stored, options)) {
      const master = await derive(late, derivation, password, options, workerOf, abort);
      try {
        return use(master);
      } catch (thrown) {
        failure ??= thrown;
      } finally {
        master.fill(0);
        derivation.free();
      }
    }
    throw failure;
  }

  return {
    kind: "wasm",
    native,
    ready: () => module.init(),
    late: () => late.init(),
    now,
    keysOf: (handle) => handle.keys(),
    seal,
    open,
    async createVault(password, options, abort) {
      const derivation = native().Derivation.generate(options);
      const master = await derive(late, derivation, password, options, workerOf, abort);
      try {
        return native().Vault.createDerived(derivation, master, options, now());
      } finally {
        master.fill(0);
      }
    },
    unlockVault: (stored, password, options, abort) =>
      unlock(stored, password, options, abort, (master) => native().Vault.unlockDerived(stored, master, options, now())),
    async changePassword(vault, password) {
      const derivation = vault.newDerivation();
      const master = await derive(late, derivation, password, "", workerOf);
      try {
        vault.changePasswordDerived(derivation, master, now());
      } finally {
        master.fill(0);
      }
    },
    unlockAgain: (vault, password, abort) =>
      unlock(vault.toJson(), password, "", abort, (master) => vault.unlockAgainDerived(master, now())),
    deriveLegacy: (email, password) => deriveV1(late, email, password),
    sealLegacy: async (key, bytes) => key.sealLegacy(bytes),
    openLegacy: async (key, bytes) => key.open(bytes),
  };
}
