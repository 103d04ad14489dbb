// Protocol search: as one types, with the reason for every point, and silence where there is nothing.

import { buildIndex, SearchIndex } from "@phiward/web/search";
import corpus from "../../../protocols/demo.jsonl?raw";
import profiles from "../../../protocols/agencies.json";
import { announce, button, choice, field, h, later, refusal, show, verdict } from "../dom.js";
import { protocolCard } from "../protocol.js";

const TRY = ["62 yo crushing CP", "SOB", "TP-101", "4 yo seizure", "ketamine dose", "TP-111 seizure", "fell from a ladder"];

const AMBIGUOUS = {
  number_and_name: "The number and the name do not agree. Both are shown, and nobody is believed over the other.",
  code_and_name: "The code and the name do not agree. Both are shown.",
  close_scores: "Several protocols answer nearly as well. Choose.",
};
const SILENT = {
  number_not_in_agency: "This agency has no such number. A number is never corrected.",
  drug_not_in_agency: "This agency has no protocol for this drug, and none that sounds like it is shown.",
  no_evidence: "No protocol says enough of this.",
  age_variant_missing: "There is no protocol of this number for this age.",
};
const NOTICES = {
  both_ages_shown: "The age is not known: protocols for adults and for children are shown.",
  age_variant_shown: "The variant for this age is shown.",
  number_not_in_agency: "The number that was asked for is not in this agency.",
  drug_not_in_agency: "A drug that was asked for is not in this agency.",
};

export async function mount(panel) {
  show(panel, verdict("busy", "Building the index", "In this browser, from the sample protocols."));
  const index = await SearchIndex.open(await buildIndex(corpus, { profiles }));

  const query = h("input", { type: "search", autocomplete: "off", spellcheck: "false", value: TRY[0], oninput: () => soon() });
  const age = choice("Age", [["adult", "Adult"], ["pediatric", "Child"], ["unknown", "Not known"]], "adult", run);
  const agency = choice("Agency", index.agencies.map((name) => [name, name]), "DEMO", run);
  const suggestions = h("div", { class: "chips", role: "group", "aria-label": "Suggestions" });
  const state = h("div", { class: "stack", role: "status" });
  const results = h("ol", { class: "protocols", "aria-label": "Protocols" });

  function ask(text) {
    query.value = text;
    run();
  }

  function run() {
    const options = { agency: agency.value, age: age.value };
    try {
      const start = performance.now();
      const answer = index.search(query.value, { ...options, limit: 6, snippet: 200, explain: true });
      const took = performance.now() - start;
      const proposed = query.value.trim() === "" ? [] : index.suggest(query.value, options).slice(0, 5);
      show(suggestions, proposed.map(({ number, name }) => button(`${number} ${name}`, () => ask(number))));
      suggestions.hidden = proposed.length === 0;
      show(state, told(answer, took));
      show(results, answer.protocols.map((protocol, at) => protocolCard(protocol, query.value, answer.protocols[0].score, at < answer.rivals)));
    } catch (error) {
      show(state, refusal(error));
      show(results);
    }
  }

  function told(answer, took) {
    const notices = answer.notices.map((code) => NOTICES[code]).filter(Boolean).join(" ");
    if (query.value.trim() === "") return verdict("", "Type a complaint, a name, a number or a drug.");
    if (answer.answer === "abstain") {
      return [verdict("silent", "Silence:", SILENT[answer.reason] ?? "There is nothing to show.", answer.reason),
        answer.fallback && h("p", { class: "row wrap" }, "The agency names another instead:",
          button(`${answer.fallback.number} ${answer.fallback.name}`, () => ask(answer.fallback.number), "quiet"))].filter(Boolean);
    }
    if (answer.answer === "ambiguous") return verdict("warn", "Ambiguous:", `${AMBIGUOUS[answer.reason] ?? ""} ${notices}`, answer.reason);
    const count = answer.protocols.length;
    return verdict("good", count === 1 ? "One protocol" : `${count} protocols, best first`,
      `${notices} Searched in ${took < 1 ? "less than 1" : took.toFixed(0)} ms.`.trim());
  }

  const soon = later(() => {
    run();
    announce(state.textContent);
  }, 60);

  show(panel,
    h("header", {},
      h("h2", {}, "Search"),
      h("p", { class: "lead" }, "Finds the protocol that a crew means, on the device, or says that there is none.")),
    h("p", { class: "verdict warn" }, h("strong", {}, "Sample texts of invented agencies. "), "Not clinical guidance: they hold no amounts and no steps to follow."),
    h("section", { class: "card", "aria-label": "Query" },
      field("What is asked", query), suggestions,
      h("div", { class: "row wrap controls" }, age, agency),
      h("div", { class: "chips", role: "group", "aria-label": "Queries to try" }, h("span", { class: "note" }, "Try"), TRY.map((text) => button(text, () => ask(text))))),
    state, results);
  run();
  return {};
}
