// Sealing and opening: text and files, with a password or a key.

import { bytesOf } from "../base64.js";
import { announce, button, choice, download, field, h, later, refusal, show, size, time, verdict } from "../dom.js";
import { dropZone } from "../drop.js";
import { makeKey, samplePassword } from "../keys.js";
import { through } from "../streams.js";
import { openCard } from "./open.js";

const TEXT = "Blood pressure 118/76, pulse 64.\nPrefers to be called in the evening.";

export function mount(panel, go) {
  let current;
  let known;
  const password = h("input", { type: "text", value: samplePassword(), autocomplete: "off", spellcheck: "false" });
  const hide = button("Hide", () => {
    const hidden = password.type === "text";
    password.type = hidden ? "password" : "text";
    hide.textContent = hidden ? "Show" : "Hide";
  }, "quiet");
  const passwordField = field("Password", password, "Argon2id makes each guess cost 64 MiB of memory. Change it, or keep this sample.");
  password.after(hide);
  passwordField.classList.add("with-button");
  const lockWith = choice("Lock with", [["password", "A password"], ["key", "A random key"]], "password", (kind) => {
    passwordField.hidden = kind !== "password";
  });
  const patient = h("input", { type: "text", placeholder: "p-17", autocomplete: "off", spellcheck: "false" });
  const contextOf = () => (patient.value.trim() === "" ? undefined : { patient: patient.value.trim() });
  const text = h("textarea", { rows: 3, value: TEXT, spellcheck: "false" });
  const sealed = h("div", { class: "stack" });
  const opening = openCard();

  /** The key of the form; a vault is made again only when the password has changed, and opened again after a pause. */
  async function key(signal) {
    const kind = lockWith.value;
    if (current?.kind === kind && (kind === "key" || current.password === password.value)) {
      if (current.sealer.locked) await current.sealer.unlock(password.value, { signal });
      return current;
    }
    current = await makeKey(kind, password.value, signal);
    return current;
  }

  async function seal(name, value, run) {
    const bar = h("progress", { max: 1, value: 0, "aria-label": `Sealing ${name}` });
    const note = h("p", { class: "note" }, lockWith.value === "password" ? "Deriving a key from the password" : "Sealing");
    const abort = new AbortController();
    const stop = button("Stop", () => abort.abort(), "quiet");
    const card = h("article", { class: "result" }, h("div", { class: "row" }, h("b", {}, name), stop), bar, note);
    sealed.prepend(card);
    try {
      const asked = performance.now();
      const held = await key(abort.signal);
      const derived = held === known ? undefined : performance.now() - asked;
      known = held;
      note.textContent = "Sealing";
      const start = performance.now();
      const envelope = await run(held, (part) => (bar.value = part), abort.signal);
      const took = performance.now() - start;
      done(card, name, value, envelope, held, took, derived);
      opening.take({ name: `${name}.phw`, blob: envelope, key: held, context: contextOf() });
      announce(`${name} is sealed`);
    } catch (error) {
      const stopped = abort.signal.aborted;
      show(card, h("b", {}, name), stopped ? verdict("warn", "Stopped", "Nothing was kept.") : refusal(error, "Not sealed"));
      announce(stopped ? "Stopped" : `${name} was not sealed`);
    }
  }

  function done(card, name, plainSize, envelope, held, took, derived) {
    const context = contextOf();
    const vaultName = held.kind === "password" ? "my.vault" : "phiward-key.json";
    show(card,
      h("div", { class: "row" }, h("b", {}, name), h("span", { class: "tag good" }, "sealed")),
      h("p", { class: "note" }, [
        `${size(plainSize)} became ${size(envelope.size)} in ${time(took)}${context ? `, bound to patient ${context.patient}` : ""}.`,
        derived !== undefined && held.kind === "password" ? ` Making a key from the password took ${time(derived)}.` : "",
      ]),
      h("div", { class: "row wrap" },
        button("Save sealed file", () => download(envelope, `${name}.phw`)),
        button(held.kind === "password" ? "Save vault" : "Save key", () => download(new Blob([held.file]), vaultName), "quiet"),
        envelope.size <= 4096 && button("Look inside", () => go("anatomy", { envelope, sealer: held.sealer, context }), "quiet")),
      h("p", { class: "hint" }, held.kind === "password"
        ? "The vault holds the key, locked by the password. Keep both files; neither opens without the password."
        : "Whoever has the key file can open what it sealed."));
  }

  const sealText = button("Seal the text", async () => {
    const value = text.value;
    if (value === "") return text.focus();
    await seal("note.txt", new Blob([value]).size, async (held, onprogress) => {
      const envelope = await held.sealer.encrypt(value, { context: contextOf() });
      onprogress(1);
      return new Blob([bytesOf(envelope)]);
    });
  }, "main");
  const files = dropZone("Drop files here", "or choose them; any size, sealed as a stream", async (list) => {
    for (const file of list) {
      await seal(file.name, file.size, (held, onprogress, signal) =>
        through(file, held.sealer.sealStream({ context: contextOf(), purpose: "file", signal }), onprogress, signal));
    }
  });
  const ready = later(() => (sealText.disabled = lockWith.value === "password" && password.value === ""), 50);
  password.addEventListener("input", ready);

  show(panel,
    h("header", {},
      h("h2", {}, "Seal and open"),
      h("p", { class: "lead" }, "A sealed record opens with its key, in its context, unaltered, or not at all.")),
    h("div", { class: "two" },
      h("section", { class: "card", "aria-label": "Seal" },
        h("h3", {}, "Seal"), lockWith, passwordField,
        h("details", {}, h("summary", {}, "Bind it to a patient"),
          field("Patient id", patient, "It is not stored in the envelope, and must be given again to open it: a record that was put under another patient fails.")),
        field("Text", text), sealText, files, sealed),
      opening.card));
  return {};
}
