// Redaction: highlights while typing, operators for each category, and the round trip through a model.

import { Redactor } from "@phiward/web/redact";
import { announce, button, choice, field, h, later, refusal, show, time, verdict } from "../dom.js";
import { NOTES } from "../samples.js";
import { coloured, HUES, LABELS, OPERATORS, operatorsFor, PROFILES } from "../categories.js";
import { roundTrip } from "./round-trip.js";

export async function mount(panel) {
  // The key of operators that derive from values: it dies with the page.
  const key = crypto.getRandomValues(new Uint8Array(32));
  show(panel, verdict("busy", "Loading the dictionaries", "3 MB, once; then they are there offline."));
  await Redactor.create();

  let format = "text";
  let overrides = {};
  const paint = h("div", { class: "paint", "aria-hidden": "true" });
  const text = h("textarea", { spellcheck: "false", "aria-label": "Note", oninput: () => soon() });
  const samples = h("select", { onchange: () => pick(samples.value) }, Object.entries(NOTES).map(([id, [label]]) => h("option", { value: id }, label)));
  const mode = choice("Mode", [["balanced", "Balanced"], ["strict", "Strict"]], "balanced", () => run());
  const operator = h("select", { onchange: () => {
    overrides = {};
    run();
  } }, Object.entries(OPERATORS).map(([value, [label]]) => h("option", { value }, label)));
  const profile = h("select", { onchange: () => run() }, Object.entries(PROFILES).map(([value, label]) => h("option", { value }, label)));
  const refused = h("div", { class: "stack", "aria-live": "polite" });
  const operatorHint = h("p", { class: "hint" });
  const output = h("pre", { class: "plain prose", tabIndex: 0, "aria-label": "The redacted note" });
  const found = h("ul", { class: "found" });
  const figures = h("p", { class: "note", role: "status" });
  const trip = roundTrip(() => ({ text: text.value, mode: mode.value, format }));

  function pick(id) {
    [, format, text.value] = NOTES[id];
    overrides = {};
    run();
  }

  function policyOf(categories) {
    const chosen = operator.value;
    const operators = {};
    for (const category of categories) {
      // Ages below 90 and organisations stay, as the profile has it, unless they are asked for.
      if (["AGE", "ORG"].includes(category) && overrides[category] === undefined) continue;
      operators[category] = overrides[category] ?? (operatorsFor(category).includes(chosen) ? chosen : "tag");
    }
    return { mode: mode.value, profile: profile.value, reference_year: new Date().getFullYear(), operators };
  }

  async function run() {
    operatorHint.textContent = OPERATORS[operator.value][1];
    try {
      const scope = "playground";
      const redactor = await Redactor.create({ policy: policyOf(Object.keys(LABELS)), key, scope });
      const start = performance.now();
      const { text: redacted, findings } = redactor.redact(text.value, { format });
      const took = performance.now() - start;
      refused.replaceChildren();
      highlight(findings);
      show(output, coloured(redacted));
      list(findings);
      figures.textContent = `${findings.length} found in ${text.value.length} characters, in ${time(took)}.`;
      trip.reset();
    } catch (error) {
      show(output, "");
      show(refused, refusal(error), error.code === "operator_not_admitted" && button("Try it under expert determination", () => {
        profile.value = "expert_determination";
        run();
      }));
    }
  }

  /** The note again, behind the field that it is typed in, with what was found in colour. */
  function highlight(findings) {
    const parts = [];
    let at = 0;
    for (const { start, end, type, rule, operator: used } of findings) {
      parts.push(text.value.slice(at, start));
      parts.push(h("mark", { hue: HUES[type], class: used === "keep" ? "kept" : "", title: rule, "data-type": type }, text.value.slice(start, end)));
      at = end;
    }
    parts.push(text.value.slice(at), "\n");
    paint.replaceChildren(...parts);
  }

  function list(findings) {
    const counts = new Map();
    for (const { type, operator: used } of findings) counts.set(type, [(counts.get(type)?.[0] ?? 0) + 1, used]);
    show(found, [...counts].sort(([, [a]], [, [b]]) => b - a).map(([type, [count, used]]) => {
      const select = h("select", { "aria-label": `What happens to ${LABELS[type]}`, onchange: () => {
        overrides[type] = select.value;
        run();
      } }, operatorsFor(type).map((value) => h("option", { value, selected: value === used }, OPERATORS[value][0])));
      return h("li", { hue: HUES[type] }, h("b", {}, LABELS[type]), h("span", {}, String(count)), select);
    }));
  }

  const soon = later(async () => {
    await run();
    announce(figures.textContent);
  }, 120);

  show(panel,
    h("header", {},
      h("h2", {}, "Redact"),
      h("p", { class: "lead" }, "Finds what points at a person, here on the device. It is redacted by your policy: read the result before you share it.")),
    h("div", { class: "row wrap controls" }, field("Sample", samples), mode, field("Profile", profile), field("Replace with", operator), operatorHint),
    h("div", { class: "two" },
      h("section", { class: "card", "aria-label": "Note" }, h("h3", {}, "The note"), h("div", { class: "editor" }, paint, text), figures),
      h("section", { class: "card", "aria-label": "Redacted" }, h("h3", {}, "Redacted"), refused, output,
        button("Copy", () => navigator.clipboard.writeText(output.textContent).then(() => announce("Copied"), () => announce("The browser did not copy it")), "quiet"))),
    h("section", { class: "card", "aria-label": "Found" }, h("h3", {}, "What was found"), found),
    trip.card);
  pick("emergency");
  return {};
}
