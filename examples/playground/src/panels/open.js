// The card that opens what was sealed.

import { announce, button, download, field, h, refusal, show, size, time, verdict } from "../dom.js";
import { dropZone } from "../drop.js";
import { openKey, readKeyFile } from "../keys.js";
import { asText, through } from "../streams.js";

export function openCard() {
  let blob;
  let name;
  let key;
  const what = h("p", { class: "holding" });
  const password = h("input", { type: "password", autocomplete: "off" });
  const passwordField = field("Password", password);
  const patient = h("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  const patientField = field("Patient id, if it was bound to one", patient);
  const outcome = h("div", { class: "stack", "aria-live": "polite" });
  const open = button("Open", run, "main");
  password.addEventListener("keydown", (event) => event.key === "Enter" && run());

  const files = dropZone("Drop a sealed file and its vault or key", "or choose them", async (list) => {
    for (const file of list) {
      const read = file.size < 1024 * 1024 ? readKeyFile(await file.text()) : undefined;
      if (read) key = read;
      else [blob, name] = [file, file.name];
    }
    outcome.replaceChildren();
    tell();
  });

  function tell() {
    const parts = [
      blob ? h("span", { class: "tag" }, `${name}, ${size(blob.size)}`) : "Nothing to open yet. Seal something, or drop files below.",
      key ? h("span", { class: "tag" }, key.kind === "password" ? "vault" : "key", ` ${key.keyId?.slice(0, 8) ?? ""}`) : blob && "Its vault or key is missing.",
    ];
    show(what, ...parts.filter(Boolean).flatMap((part) => [part, " "]));
    passwordField.hidden = key?.kind === "key";
    open.disabled = !(blob && key);
  }

  async function run() {
    if (open.disabled) return;
    open.disabled = true;
    const bar = h("progress", { max: 1, "aria-label": "Opening" });
    show(outcome, bar, h("p", { class: "note" }, key.kind === "password" ? "Deriving a key from the password" : "Opening"));
    let opener;
    try {
      if (key.kind === "password" && password.value === "") {
        password.focus();
        return show(outcome, verdict("bad", "The password is missing."));
      }
      opener = await openKey(key, password.value);
      const start = performance.now();
      const context = patient.value.trim() === "" ? undefined : { patient: patient.value.trim() };
      const plain = await through(blob, opener.openStream({ context }), (part) => (bar.value = part));
      await opened(plain, performance.now() - start);
      announce("Opened");
    } catch (error) {
      show(outcome, refusal(error));
      announce("Refused");
    } finally {
      opener?.lock?.();
      open.disabled = false;
    }
  }

  async function opened(plain, took) {
    const text = await asText(plain);
    show(outcome,
      verdict("good", "Opened", `${size(plain.size)} in ${time(took)}. Every byte was authenticated.`),
      text !== undefined && h("pre", { class: "plain prose", tabIndex: 0, "aria-label": "The opened text" }, text),
      button("Save", () => download(plain, name.replace(/\.phw$/, "")), "quiet"));
  }

  tell();
  return {
    card: h("section", { class: "card", "aria-label": "Open" },
      h("h3", {}, "Open"), what, passwordField, patientField, open, files, outcome),
    /** Takes what has just been sealed. */
    take(given) {
      ({ blob, name, key } = given);
      password.value = "";
      patient.value = given.context?.patient ?? "";
      outcome.replaceChildren();
      tell();
    },
  };
}
