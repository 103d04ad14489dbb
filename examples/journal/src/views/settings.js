// Password, words, how long the journal stays open, and this device.

import { field, h, show, verdict } from "../../../playground/src/dom.js";
import { changePassword, IDLE_MINUTES, idleMinutes, renewWords } from "../account.js";
import { accounts } from "../storage.js";
import { form, password } from "./forms.js";
import { words } from "./words.js";

export function settings({ session, health, waiting, onchange, onremoved }) {
  const done = h("div", { class: "stack", role: "status" });
  let current = session;
  const take = (changed) => onchange((current = changed));

  const another = form({
    fields: [password("Password now", "current-password"), password("New password", "new-password")],
    button: "Change the password", busy: "Changing …", health,
    async act({ old, new: secret }) {
      take(await changePassword(current, { old, password: secret }));
      show(done, verdict("good", "The password was changed.", "One account was written, and no note. Other devices are signed out."));
    },
  });
  const renewed = form({
    fields: [password("Password", "current-password")], button: "Make new words", busy: "Making …", health,
    async act({ old }) {
      const { session: changed, words: list } = await renewWords(current, { old });
      take(changed);
      body.hidden = true;
      dialog.append(words(list, () => dialog.close()));
    },
  });
  const minutes = h("select", { onchange: () => idleMinutes(Number(minutes.value)) },
    IDLE_MINUTES.map((each) => h("option", { value: String(each), selected: each === idleMinutes() }, each === 1 ? "1 minute" : `${each} minutes`)));
  const remove = h("button", { type: "button", class: "danger", onclick: forget }, "Remove from this device");

  async function forget() {
    const count = await waiting();
    const lost = count === 0 ? "" : ` ${count} of its changes were not sent yet, and will be lost.`;
    if (!window.confirm(`Remove the journal from this device?${lost}`)) return;
    await accounts.remove(current.name);
    dialog.close();
    onremoved();
  }

  const section = (title, ...children) => h("section", { "aria-label": title }, h("h2", {}, title), children);
  const body = h("div", { class: "stack" },
    h("div", { class: "row" }, h("h1", { id: "settings-title" }, "Settings"), h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Close")),
    done,
    section("Another password", another),
    section("New words", h("p", { class: "hint" }, "24 new words make the old ones useless."), renewed),
    section("This device",
      field("Lock after", minutes, "Without use; from the next time that it is opened."),
      h("p", { class: "hint" }, "Removing leaves what the service has, sealed as it is."), remove));
  const dialog = h("dialog", { class: "card", "aria-labelledby": "settings-title", onclose: () => dialog.remove() }, body);
  document.body.append(dialog);
  dialog.showModal();
}
