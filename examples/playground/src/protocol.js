// A protocol that was found: its sections, and where every point of its score comes from.

import { h } from "./dom.js";

// Exact numbers rank above everything that words can score.
const BEYOND_WORDS = 1 << 24;
const KINDS = {
  term: ["155", ({ concept, found }) => (concept ? `means ${concept}` : `found as ${found}`)],
  name: ["60", () => "the name says it"],
  code: ["300", () => "the code is listed"],
  number: ["200", () => "this is its number, which ranks above all words"],
  other_section: ["110", ({ rank }) => `section ${rank} says it too`],
  section_kind: ["20", () => "the kind of section that was asked for"],
};

export function protocolCard({ number, name, score, sections, explanation }, query, best, isRival) {
  const ranked = sections.filter(({ rank }) => rank !== null).sort((a, b) => a.rank - b.rank);
  const ages = [...new Set(sections.map(({ age }) => age))];
  return h("li", { class: "card protocol" },
    h("div", { class: "row" },
      h("h3", {}, h("span", { class: "number" }, number), " ", name),
      ages.map((age) => h("span", { class: `tag age-${age}` }, age === "pediatric" ? "child" : age)),
      !isRival && h("span", { class: "tag" }, "further off")),
    bar(score, best),
    h("ul", { class: "sections" }, ranked.slice(0, 3).map(section)),
    explanation && details(explanation, query));
}

function bar(score, best) {
  const fill = h("span");
  fill.style.width = `${Math.max(2, 100 * Math.min(1, score / best))}%`;
  return h("div", { class: "bar", "aria-hidden": "true" }, fill);
}

function section({ section: title, level, snippet }) {
  return h("li", {}, h("b", {}, title), " ", h("span", { class: "note" }, level),
    snippet && h("p", {}, highlighted(snippet)));
}

/** A text with the parts that answer the query. */
function highlighted({ text, highlights }) {
  const parts = [];
  let at = 0;
  for (const [start, end] of highlights) {
    parts.push(text.slice(at, start), h("mark", { class: "hit" }, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)];
}

function details({ score, reasons }, query) {
  const sum = reasons.reduce((total, { points }) => total + points, 0);
  const most = Math.max(...reasons.map(({ points }) => Math.min(points, BEYOND_WORDS)));
  return h("details", {},
    h("summary", {}, score >= BEYOND_WORDS ? "Why: it is the number" : `Why: all ${points(score)} points`),
    h("table", { class: "reasons" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Because"), h("th", { scope: "col" }, "Points"))),
      h("tbody", {}, reasons.map((reason) => row(reason, query, most))),
      h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "Sum"), h("td", {}, points(sum))))));
}

function row(reason, query, most) {
  const [hue, say] = KINDS[reason.kind] ?? ["0", () => reason.kind];
  const fill = h("span", { class: "share", "aria-hidden": "true" });
  fill.style.width = `${Math.max(1, (100 * Math.min(reason.points, BEYOND_WORDS)) / most)}%`;
  return h("tr", { hue },
    h("td", {}, reason.kind === "term" && [h("q", {}, query.slice(reason.start, reason.end)), " "], say(reason), fill),
    h("td", {}, points(reason.points)));
}

const points = (number) => (number >= BEYOND_WORDS ? "beyond words" : number.toLocaleString("en"));
