// Vaults in IndexedDB. What is stored opens nothing by itself: slots, and if the person wants to stay signed in,
// a key that the browser does not give out.

import * as check from "../../js/src/check.js";
import { PhiwardError } from "../../js/src/errors.js";
import { sha256, subtle } from "./runtime.js";

const DATABASE = "phiward";
const VAULTS = "vaults";
const NAMES = ["email", "password", "remember", "kdf", "caps", "idleMs", "v1", "signal"];

/** Makes the class over the `Phiward` of one backend, below the class that the package gives out. */
export function vaultStore(Phiward, VaultStore) {
  return class extends VaultStore {
    #database;
    #canKeepKeys;

    /** Opens the storage, and finds out whether it can keep keys that cannot be read. */
    static async open(options) {
      const { name = DATABASE } = check.options(options, ["name"]);
      const store = new this();
      store.#database = await openDatabase(check.filledText(name, "name"));
      store.#canKeepKeys = await probeKeys(store.#database);
      return store;
    }

    /** Whether `remember` works here: non-extractable keys can be stored. */
    get canRemember() {
      return this.#canKeepKeys;
    }

    /** Makes a vault for an account that has none here, and stores it. */
    async create(options) {
      const { remember, ...rest } = check.options(options, NAMES);
      const id = await accountId(rest.email);
      if ((await this.#read(id)) !== undefined) throw new PhiwardError("vault_exists");
      const phiward = await Phiward.create(rest);
      await this.#write(id, phiward, remember === true);
      return phiward;
    }

    /** Unlocks the vault of an account with its password. */
    async unlock(options) {
      const { remember, ...rest } = check.options(options, NAMES);
      const id = await accountId(rest.email);
      const stored = await this.#read(id);
      if (stored === undefined) throw new PhiwardError("vault_not_found");
      const phiward = await Phiward.open({ ...rest, vault: stored.vault });
      if (remember === true) await this.#write(id, phiward, true);
      return phiward;
    }

    /** Unlocks a remembered vault without its password, after a reload; `undefined` when none is remembered. */
    async resume(options) {
      const { email, idleMs } = check.options(options, ["email", "idleMs"]);
      const stored = await this.#read(await accountId(email));
      if (stored?.deviceKey === undefined) return undefined;
      const kek = await unwrapped(stored);
      try {
        return await Phiward.open({ vault: stored.vault, kek, idleMs });
      } finally {
        kek.fill(0);
      }
    }

    /** Stores a vault after a change: a new password, a recovery code. */
    async save(email, phiward) {
      check.instance(phiward, Phiward, "phiward");
      const id = await accountId(email);
      const stored = await this.#read(id);
      await this.#put(id, { ...stored, vault: phiward.export() });
    }

    /** Forgets the key that opens without a password; the vault stays. */
    async forget(email, phiward) {
      const id = await accountId(email);
      const stored = await this.#read(id);
      if (stored === undefined) return;
      if (phiward !== undefined && stored.slot !== undefined) phiward.removeSlot(stored.slot);
      await this.#put(id, { vault: phiward === undefined ? stored.vault : phiward.export() });
    }

    /** Removes the vault of an account. What it sealed opens no more unless the vault is stored elsewhere. */
    async remove(email) {
      const id = await accountId(email);
      await this.#run("readwrite", (vaults) => vaults.delete(id));
    }

    /** Whether a vault of the account is stored. */
    async has(email) {
      return (await this.#read(await accountId(email))) !== undefined;
    }

    close() {
      this.#database.close();
    }

    async #write(id, phiward, remember) {
      if (!remember || !this.#canKeepKeys) return this.#put(id, { vault: phiward.export() });
      const kek = crypto.getRandomValues(new Uint8Array(32));
      try {
        const slot = phiward.addKek(kek);
        const deviceKey = await subtle().generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const wrapped = new Uint8Array(await subtle().encrypt({ name: "AES-GCM", iv }, deviceKey, kek));
        await this.#put(id, { vault: phiward.export(), slot, deviceKey, iv, wrapped });
      } finally {
        kek.fill(0);
      }
    }

    #read(id) {
      return this.#run("readonly", (vaults) => vaults.get(id));
    }

    #put(id, value) {
      return this.#run("readwrite", (vaults) => vaults.put(value, id));
    }

    #run(mode, act) {
      return transact(this.#database, mode, act);
    }
  };
}

async function unwrapped({ deviceKey, iv, wrapped }) {
  try {
    return new Uint8Array(await subtle().decrypt({ name: "AES-GCM", iv }, deviceKey, wrapped));
  } catch {
    throw new PhiwardError("corrupt", "the remembered key was altered");
  }
}

/** The name of an account in the storage, which tells nothing to who does not know the address. */
async function accountId(email) {
  check.filledText(email, "email");
  if (subtle() === undefined) {
    throw new PhiwardError("unsupported_runtime", "this runtime lacks: crypto.subtle (a secure context)");
  }
  const hash = await sha256(new TextEncoder().encode(`phiward/account\0${email.trim().toLowerCase()}`));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function openDatabase(name) {
  return new Promise((resolve, reject) => {
    let request;
    try {
      request = indexedDB.open(name, 1);
    } catch {
      return reject(new PhiwardError("storage_blocked"));
    }
    request.onupgradeneeded = () => request.result.createObjectStore(VAULTS);
    request.onsuccess = () => {
      // Another tab with a newer release wants to change the database.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(storageFault(request.error));
    request.onblocked = () => reject(new PhiwardError("storage_blocked"));
  });
}

function transact(database, mode, act) {
  return new Promise((resolve, reject) => {
    let request;
    try {
      const transaction = database.transaction(VAULTS, mode);
      request = act(transaction.objectStore(VAULTS));
      // Only a transaction that is complete has changed anything.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(storageFault(transaction.error));
    } catch (thrown) {
      reject(storageFault(thrown));
    }
  });
}

const storageFault = (error) =>
  new PhiwardError(error?.name === "QuotaExceededError" ? "storage_quota" : "storage_blocked");

/** Whether a key that cannot be read can be stored: some private modes and older engines refuse it. */
async function probeKeys(database) {
  if (subtle() === undefined) return false;
  try {
    const key = await subtle().generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await transact(database, "readwrite", (vaults) => vaults.put(key, "probe"));
    const back = await transact(database, "readonly", (vaults) => vaults.get("probe"));
    await transact(database, "readwrite", (vaults) => vaults.delete("probe"));
    return back instanceof CryptoKey && back.extractable === false;
  } catch {
    return false;
  }
}
