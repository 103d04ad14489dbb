// Making elements, and the few shapes that every panel shows.

// What is set as an attribute although elements have a property of the name: text would become `true`.
const ATTRIBUTES = new Set(["spellcheck", "list"]);

/** Makes an element: `h("p", { class: "lead", onclick }, "text", child)`. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "hue") element.style.setProperty("--h", value);
    else if (name in element && !ATTRIBUTES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...present(children));
  return element;
}

const present = (children) => children.flat().filter((child) => child !== undefined && child !== false && child !== null);

const SVG = "http://www.w3.org/2000/svg";
/** The same for SVG. */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat());
  return element;
}

let ids = 0;
export const uniqueId = (prefix) => `${prefix}-${++ids}`;

/** A label over a control, with a hint below it. */
export function field(label, control, hint) {
  control.id ||= uniqueId("field");
  const parts = [h("label", { htmlFor: control.id }, label), control];
  if (hint !== undefined) {
    const id = uniqueId("hint");
    control.setAttribute("aria-describedby", id);
    parts.push(h("p", { class: "hint", id }, hint));
  }
  return h("div", { class: "field" }, parts);
}

/** Radio buttons in a row: `options` is a list of `[value, label]`. */
export function choice(legend, options, chosen, onchange) {
  const name = uniqueId("choice");
  const radios = options.map(([value, label]) =>
    h("label", {}, h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onchange?.(value) }), h("span", {}, label)));
  const group = h("fieldset", { class: "choice" }, h("legend", {}, legend), h("div", {}, radios));
  Object.defineProperty(group, "value", {
    get: () => group.querySelector("input:checked").value,
    set: (value) => (group.querySelector(`input[value="${value}"]`).checked = true),
  });
  return group;
}

export function button(label, onclick, kind = "") {
  return h("button", { type: "button", class: kind, onclick }, label);
}

/** What came of it: `kind` is `good`, `bad` or `busy`. A code is shown as a code. */
export function verdict(kind, title, text, code) {
  return h("div", { class: `verdict ${kind}` },
    h("strong", {}, title, code && " ", code && h("code", {}, code)),
    text && h("p", {}, text));
}

/** What an error says. Errors of phiward hold no input, so they may be shown as they are. */
export function refusal(error, title = "Refused") {
  if (error?.name === "PhiwardError") return verdict("bad", `${title}:`, sentence(error.message), error.code);
  console.error(error);
  return verdict("bad", "Something went wrong", "This page has a fault; the console says more.");
}

/** A sentence of the library, which has no full stop of its own. */
export const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

/** Replaces what a live region shows. */
export function show(region, ...children) {
  region.replaceChildren(...present(children));
}

/** Says something to people who do not see the page. */
export function announce(text) {
  document.querySelector("#announce").textContent = text;
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export const time = (ms) => (ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`);

/** Offers a Blob for download. */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Calls `run` when nothing has happened for a moment. */
export function later(run, ms) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
}

/** Arrow keys among `items()`; one of them is in the tab order. */
export function roving(container, items, columns = () => 1) {
  container.addEventListener("keydown", (event) => {
    const list = items();
    const at = list.indexOf(document.activeElement);
    if (at < 0) return;
    const wide = columns();
    const to = {
      ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + wide, ArrowUp: at - wide, Home: 0, End: list.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = list[Math.min(Math.max(to, 0), list.length - 1)];
    for (const item of list) item.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}
