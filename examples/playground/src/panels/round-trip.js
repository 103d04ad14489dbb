// The reversible round trip: tokens go out, an answer comes in, the values are put back.

import { Redactor, TokenMap } from "@phiward/web/redact";
import { coloured } from "../categories.js";
import { button, field, h, refusal, show, announce } from "../dom.js";
import { pretendAnswer } from "../samples.js";

/** `noteOf` gives the note as it is now: `{ text, mode, format }`. */
export function roundTrip(noteOf) {
  let tokens;
  const out = h("pre", { class: "plain prose", tabIndex: 0, "aria-label": "What the model would get" });
  const answer = h("textarea", { rows: 8, spellcheck: "false" });
  const restored = h("div", { class: "stack", "aria-live": "polite" });
  const restore = button("Put the values back", putBack, "main");
  const steps = h("div", { class: "trip", hidden: true },
    h("div", {}, h("h4", {}, "1 Out: what a model gets"), out),
    h("div", {}, field("2 In: a pretended answer, yours to edit", answer), restore),
    h("div", {}, h("h4", {}, "3 Back: what you read"), restored));

  async function send() {
    try {
      const { text, mode, format } = noteOf();
      const redactor = await Redactor.aiRoundTrip(mode);
      tokens = await TokenMap.create();
      const sent = redactor.redactText(text, { format, tokens });
      show(out, coloured(sent));
      answer.value = pretendAnswer([...new Set(sent.match(/\[[A-Z_]+\d+\]/g) ?? [])]);
      restored.replaceChildren();
      steps.hidden = false;
      announce(`${tokens.size} values became tokens`);
    } catch (error) {
      steps.hidden = false;
      show(restored, refusal(error));
    }
  }

  function putBack() {
    try {
      const audit = { actor: "you", purpose: "reading the answer", requestId: "playground-1", record() {} };
      show(restored, h("pre", { class: "plain prose" }, tokens.restore(answer.value).open(audit)));
      announce("The values are back");
    } catch (error) {
      show(restored, refusal(error));
    }
  }

  return {
    card: h("section", { class: "card", "aria-label": "Round trip" },
      h("h3", {}, "Ask a model without telling it"),
      h("p", { class: "note" }, "Values become tokens that only this page can turn back. No model is asked here: the answer is made up."),
      button("Make tokens", send, "main"), steps),
    /** Forgets the tokens of a note that has changed. */
    reset() {
      tokens = undefined;
      steps.hidden = true;
    },
  };
}
