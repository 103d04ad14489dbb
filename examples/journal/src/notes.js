// Notes: opened in memory while the journal is open, sealed wherever they are kept.

import { APP } from "./account.js";
import { rows } from "./storage.js";

/** Bound into every note: the service cannot show one in the place of another, or to somebody else. */
const context = (account, id) => ({ app: APP, account, note: id });

/** The notes of a session. */
export class Notes extends EventTarget {
  #session;
  #open = new Map();

  constructor(session) {
    super();
    this.#session = session;
  }

  get session() {
    return this.#session;
  }

  /** The journal goes on with a vault that was stored again. */
  continueWith(session) {
    this.#session = session;
  }

  /** Opens what this device has. */
  async load() {
    for (const row of await rows.all(this.#session.name)) {
      if (row.state !== "removed") this.#open.set(row.id, await this.#shown(row));
    }
    this.#tell();
  }

  /** The newest first. */
  list() {
    return [...this.#open.values()].sort((a, b) => b.writtenMs - a.writtenMs);
  }

  get(id) {
    return this.#open.get(id);
  }

  /** How many changes wait to be sent. */
  async waiting() {
    return (await rows.all(this.#session.name)).filter(({ state }) => state !== "synced").length;
  }

  /** Seals a note and keeps it on this device; without an id it is a new one. */
  async save(text, id = crypto.randomUUID(), writtenMs = this.#open.get(id)?.writtenMs ?? Date.now()) {
    const note = { text, writtenMs, changedMs: Date.now() };
    const envelope = await this.seal(id, note);
    await rows.update(this.#session.name, id, (row) => ({
      ...row, envelope, etag: row?.etag ?? null, state: "changed", revision: (row?.revision ?? 0) + 1,
    }));
    this.#open.set(id, { id, ...note, state: "changed" });
    this.#tell();
    return id;
  }

  async remove(id) {
    await rows.update(this.#session.name, id, (row) => {
      return row && { ...row, state: "removed", revision: row.revision + 1 };
    });
    this.#open.delete(id);
    this.#tell();
  }

  /** Takes over what a sync has found out about a row. */
  async settled(row) {
    if (row === null || row.state === "removed") return;
    this.#open.set(row.id, await this.#shown(row));
    this.#tell();
  }

  gone(id) {
    if (this.#open.delete(id)) this.#tell();
  }

  seal(id, note) {
    return this.#session.phiward.encrypt(note, { context: context(this.#session.name, id) });
  }

  open(id, envelope) {
    return this.#session.phiward.decrypt(envelope, { as: "json", context: context(this.#session.name, id) });
  }

  /** Forgets every text. */
  close() {
    this.#open.clear();
  }

  async #shown({ id, envelope, state }) {
    try {
      return { id, state, ...(await this.open(id, envelope)) };
    } catch (error) {
      // It is shown as what it is, and never dropped: a backup may mend it.
      return { id, state, text: "", writtenMs: 0, changedMs: 0, fault: error.code ?? "corrupt" };
    }
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
