// What this device keeps: vaults, and sealed notes. Nothing that is put here can be read without the password.

const NAME = "phiward-journal";
let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("accounts", { keyPath: "name" });
      request.result.createObjectStore("notes", { keyPath: ["account", "id"] });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(stores, mode, act) {
  const transaction = (await database()).transaction(stores, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    let result;
    // Only a transaction that is complete has changed anything.
    transaction.oncomplete = () => resolve(result?.result);
    transaction.onabort = () => reject(transaction.error);
    result = act(transaction);
  });
}

export const accounts = {
  /** The last account that was used here. */
  last: async () => {
    const all = await run("accounts", "readonly", (of) => of.objectStore("accounts").getAll());
    return all.sort((a, b) => b.usedMs - a.usedMs)[0];
  },
  put: (account) => run("accounts", "readwrite", (of) => of.objectStore("accounts").put(account)),
  /** Removes an account and its notes from this device. */
  remove: (name) => run(["accounts", "notes"], "readwrite", (of) => {
    of.objectStore("accounts").delete(name);
    of.objectStore("notes").delete(ofAccount(name));
  }),
};

export const rows = {
  all: (account) => run("notes", "readonly", (of) => of.objectStore("notes").getAll(ofAccount(account))),
  /**
   * Puts what `change` makes of the row that is there, in one transaction, so that a sync and a person who writes on
   * do not overwrite each other. `undefined` leaves the row as it is, `null` removes it.
   */
  update: (account, id, change) => run("notes", "readwrite", (of) => {
    const notes = of.objectStore("notes");
    const found = notes.get([account, id]);
    const outcome = { result: undefined };
    found.onsuccess = () => {
      const changed = change(found.result);
      if (changed === null) notes.delete([account, id]);
      else if (changed !== undefined) notes.put({ ...changed, account, id });
      outcome.result = changed === undefined ? found.result : changed;
    };
    return outcome;
  }),
};

const ofAccount = (name) => IDBKeyRange.bound([name], [name, []]);
