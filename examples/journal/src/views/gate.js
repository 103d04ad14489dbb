// The way in: open what is on this device, sign in, begin, or recover.

import { field, h, show, verdict } from "../../../playground/src/dom.js";
import { create, recover, signIn, unlock } from "../account.js";
import { email, form, password } from "./forms.js";

export function gate({ health, account, said, onopen }) {
  const body = h("div", { class: "stack" });
  const ways = {
    unlock: {
      title: "Welcome back",
      lead: "Your notes are on this device, sealed. The password opens them here, without a network too.",
      link: "Open with the password",
      make: () => form({
        fields: [password("Password", "current-password")], button: "Open", busy: "Opening …",
        act: async ({ old }) => onopen({ session: await unlock(account, old) }),
      }),
    },
    signin: {
      title: "Open your journal",
      lead: "It is fetched sealed, and opened on this device. Your password is never sent.",
      link: account === undefined ? "I have a journal" : "Open another journal",
      make: () => form({
        fields: [email(), password("Password", "current-password")], button: "Sign in", busy: "Opening …", health,
        act: async ({ email: address, old }) => onopen({ session: await signIn({ email: address, password: old }) }),
      }),
    },
    create: {
      title: "A journal that only you can read",
      lead: "What you write is sealed on this device before it is kept or sent. There is no copy of the key, and no reset link: a lost password is mended by 24 words that you get now.",
      link: "Begin a new journal",
      make: () => form({
        fields: [email(), password("Password", "new-password")], button: "Begin", busy: "Making the key …", health,
        act: async ({ email: address, new: secret }) => onopen(await create({ email: address, password: secret })),
      }),
    },
    recover: {
      title: "Open with your words",
      lead: "The 24 words open the journal, and you choose a new password. No note is written again.",
      link: "I lost my password",
      make: () => form({
        fields: [
          email(),
          field("24 words", h("textarea", { name: "words", rows: 4, required: true, autocapitalize: "none", autocomplete: "off", spellcheck: "false" }), "In their order, with spaces between."),
          password("New password", "new-password"),
        ],
        button: "Recover", busy: "Opening …", health,
        act: async ({ email: address, words, new: secret }) => onopen({ session: await recover({ email: address, words, password: secret }) }),
      }),
    },
  };
  if (account === undefined) delete ways.unlock;

  function choose(name, focus = true) {
    const { title, lead, make } = ways[name];
    const others = Object.entries(ways).filter(([other]) => other !== name);
    const heading = h("h1", { tabIndex: -1 }, title);
    show(body,
      heading,
      h("p", { class: "lead" }, lead),
      said !== undefined && verdict("warn", said),
      make(),
      h("ul", { class: "ways" }, others.map(([other, { link }]) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => choose(other) }, link)))));
    said = undefined;
    if (focus) heading.focus();
  }
  choose(account === undefined ? "create" : "unlock", false);
  return h("section", { class: "card gate" }, body);
}
