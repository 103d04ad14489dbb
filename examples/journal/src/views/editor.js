// The page that is written on. What is typed is sealed and kept a moment later, by itself.

import { h, later, show } from "../../../playground/src/dom.js";
import { question } from "./question.js";

const SAVE_MS = 500;
const date = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const hour = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

export function editor({ notes, session, changed, closed }) {
  const element = h("section", { class: "page", "aria-label": "Note" });
  let id, text, saved, kept;
  let saving = Promise.resolve();
  const soon = later(() => flush(), SAVE_MS);

  /** Seals what is not sealed yet. One at a time, so that a note does not become two. */
  function flush() {
    saving = saving.then(save, save);
    return saving;
  }

  async function save() {
    if (text === undefined || text.value === saved || (id === null && text.value.trim() === "")) return;
    const [value, place] = [text.value, text];
    const made = await notes.save(value, id ?? undefined);
    if (place !== text) return;
    [id, saved] = [made, value];
    if (kept !== undefined) refresh();
    changed();
  }

  async function remove() {
    if (!window.confirm("Remove this note? It is removed from every device.")) return;
    await flush();
    const gone = id;
    [id, text] = [undefined, undefined];
    if (gone !== null) await notes.remove(gone);
    changed();
    closed();
  }

  function open(wanted) {
    flush();
    saving = saving.then(() => {}, () => {});
    const note = wanted ? notes.get(wanted) : undefined;
    [id, saved, text, kept] = [wanted, note?.text ?? "", undefined, undefined];
    if (wanted === undefined || note?.fault !== undefined) {
      show(element, h("p", { class: "hint quietly" }, note === undefined
        ? "Choose a note, or write a new one."
        : "This note does not open with your key. It was altered, or it is not yours. It is left as it is."));
      return;
    }
    const written = note?.writtenMs ?? Date.now();
    text = h("textarea", { class: "paper", value: saved, autocomplete: "off", "aria-label": "Text of the note", placeholder: "What was today like?", oninput: soon, onblur: flush, spellcheck: "true" });
    kept = h("p", { class: "hint", role: "status" });
    show(element,
      h("div", { class: "row" },
        h("button", { type: "button", class: "quiet back", onclick: () => flush().then(closed) }, "All notes"),
        h("h1", {}, date.format(written), h("small", {}, ` ${hour.format(written)}`)),
        h("button", { type: "button", class: "quiet", onclick: remove }, "Remove")),
      text, kept,
      question({ session, note: async () => { await flush(); return { id, text: text?.value ?? "" }; } }));
    refresh();
    text.focus();
  }

  /** Takes over what a sync has brought, unless somebody is writing. */
  function refresh() {
    if (text === undefined || id === null) return;
    const note = notes.get(id);
    if (note === undefined) {
      if (text.value === saved) closed();
      return;
    }
    if (note.text !== saved && text.value === saved) text.value = saved = note.text;
    const said = note.state === "synced" ? "Sealed and stored." : "Sealed on this device. It is sent when the service is there.";
    if (kept.textContent !== said) kept.textContent = said;
  }

  return {
    element, open, flush, refresh,
    current: () => id,
    close() {
      if (text !== undefined) text.value = "";
      [id, text] = [undefined, undefined];
      element.replaceChildren();
    },
  };
}
