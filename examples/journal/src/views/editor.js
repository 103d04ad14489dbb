// The page that is written on. What is typed is sealed and kept a moment later, by itself.

import { h, later, show, verdict } from "../../../playground/src/dom.js";
import { question } from "./question.js";

const SAVE_MS = 500;
const date = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const hour = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

export function editor({ notes, session, changed, closed }) {
  const element = h("section", { class: "page", "aria-label": "Note" });
  /** The note that is shown: its id (`null` until it is kept), its text, what of it is sealed, and what is said. */
  let current;
  let saving = Promise.resolve();
  const soon = later(() => flush(), SAVE_MS);

  /** Seals what is not sealed yet. One after the other, so that a note does not become two. */
  function flush() {
    const sheet = current;
    saving = saving.then(() => save(sheet));
    return saving;
  }

  async function save(sheet) {
    if (sheet === undefined || sheet.text.value === sheet.saved) return;
    if (sheet.id === null && sheet.text.value.trim() === "") return;
    const { value } = sheet.text;
    try {
      sheet.id = await notes.save(value, sheet.id ?? undefined);
    } catch (error) {
      if (!session().phiward.locked) show(sheet.region, verdict("bad", "This could not be kept on this device.", "Copy the text before you leave.", error.code ?? error.name));
      return;
    }
    sheet.saved = value;
    show(sheet.region);
    refresh();
    changed();
  }

  async function remove() {
    if (!window.confirm("Remove this note? It is removed from every device.")) return;
    await flush();
    const { id } = current;
    current = undefined;
    if (id !== null) await notes.remove(id);
    changed();
    closed();
  }

  function open(id) {
    flush();
    const note = id ? notes.get(id) : undefined;
    if (id === undefined || note?.fault !== undefined) {
      current = undefined;
      show(element, h("p", { class: "hint quietly" }, note === undefined
        ? "Choose a note, or write a new one."
        : "This note does not open with your key. It was altered, or it is not yours. It is left as it is."));
      return;
    }
    const [written, saved] = [note?.writtenMs ?? Date.now(), note?.text ?? ""];
    // Without completion, or the browser would write the text into its memory of the session.
    const text = h("textarea", { class: "paper", value: saved, autocomplete: "off", "aria-label": "Text of the note", placeholder: "What was today like?", oninput: soon, onblur: flush, spellcheck: "true" });
    const sheet = { id, text, saved, kept: h("p", { class: "hint", role: "status" }), region: h("div", { class: "stack", role: "alert" }) };
    current = sheet;
    show(element,
      h("div", { class: "row" },
        h("button", { type: "button", class: "quiet back", onclick: () => flush().then(closed) }, "All notes"),
        h("h1", {}, date.format(written), h("small", {}, ` ${hour.format(written)}`)),
        h("button", { type: "button", class: "quiet", onclick: remove }, "Remove")),
      text, sheet.kept, sheet.region,
      question({ session, note: async () => { await flush(); return { id: sheet.id, text: text.value }; } }));
    refresh();
    text.focus();
  }

  /** Takes over what a sync has brought, unless somebody is writing. */
  function refresh() {
    if (current === undefined || current.id === null) return;
    const { id, text, saved, kept } = current;
    const note = notes.get(id);
    if (note === undefined) {
      if (text.value === saved) closed();
      return;
    }
    if (note.text !== saved && text.value === saved) text.value = current.saved = note.text;
    const said = note.state === "synced" ? "Sealed and stored." : "Sealed on this device. It is sent when the service is there.";
    if (kept.textContent !== said) kept.textContent = said;
  }

  return {
    element, open, flush, refresh,
    current: () => current?.id,
    close() {
      if (current !== undefined) current.text.value = "";
      current = undefined;
      element.replaceChildren();
    },
  };
}
