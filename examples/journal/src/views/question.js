// A question about the note, through the enclave.

import { field, h, show, verdict } from "../../../playground/src/dom.js";
import { ask, explain } from "../analysis.js";
import { countdown } from "../countdown.js";

const EXAMPLES = ["What stands out?", "What should I ask my doctor?"];

export function question({ session, note }) {
  const asked = field("Your question", h("input", { name: "question", value: EXAMPLES[0], maxLength: 300, required: true, autocomplete: "off" }));
  const region = h("div", { class: "stack", role: "status" });
  const submit = h("button", { type: "submit", class: "main" }, "Ask");
  const input = asked.querySelector("input");

  async function send(event) {
    event?.preventDefault();
    show(region);
    const { id, text } = await note();
    if (text.trim() === "" || input.value.trim() === "") return show(region, verdict("warn", "There is nothing to ask about yet."));
    submit.disabled = true;
    const step = (said) => show(region, verdict("busy", `${said} …`));
    try {
      const answer = await ask(session(), { id, text, question: input.value }, step);
      show(region, verdict("good", "Answer, from an enclave that this page verified"), h("p", { class: "answer" }, answer));
    } catch (error) {
      if (!["PhiwardError", "ServerError"].includes(error.name)) console.error(error);
      const [title, said] = explain(error);
      show(region, verdict("bad", title, said, error.code));
      if (error.retryAfterMs !== undefined) region.append(countdown(error.retryAfterMs, () => send()));
    } finally {
      submit.disabled = false;
    }
  }

  return h("details", { class: "question" },
    h("summary", {}, "Ask about this note"),
    h("form", { class: "stack", onsubmit: send },
      h("p", { class: "hint" }, "The note goes, sealed, to an enclave that this page verifies first. A model behind it sees tokens in the place of names, numbers and dates; the values are put back before the answer is sealed for you."),
      asked,
      h("div", { class: "row wrap" }, submit, EXAMPLES.map((text) => h("button", { type: "button", class: "quiet", onclick: () => (input.value = text) }, text))),
      region));
}
