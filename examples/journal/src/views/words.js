// The 24 words, shown once.

import { h } from "../../../playground/src/dom.js";

/** Shows the words; `done` is called when somebody says that they have them. */
export function words(list, done) {
  const go = h("button", { type: "submit", class: "main", disabled: true }, "Continue");
  const kept = h("input", { type: "checkbox", id: "kept", onchange: () => (go.disabled = !kept.checked) });
  return h("section", { class: "card gate wide", "aria-labelledby": "words-title" },
    h("h1", { id: "words-title", tabIndex: -1, autofocus: true }, "Your 24 words"),
    h("p", { class: "lead" }, "Write them on paper, in this order. They open your journal when the password is lost. Nobody else has them, and they are not shown again."),
    h("ol", { class: "words notranslate" }, list.split(" ").map((word) => h("li", {}, word))),
    h("form", { class: "stack", onsubmit: (event) => { event.preventDefault(); done(); } },
      h("label", { class: "check", htmlFor: "kept" }, kept, "I have written them down"),
      h("div", { class: "row" }, go, h("button", { type: "button", class: "quiet", onclick: () => window.print() }, "Print"))));
}
