// The frame of the page: tabs, theme, and whether it works offline. Each panel is loaded when it is first shown.

import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import "@fontsource-variable/atkinson-hyperlegible-mono/wght.css";
import "@fontsource-variable/newsreader/wght.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/panels.css";
import "./styles/charts.css";
import "./styles/found.css";

import { h, roving, verdict } from "./dom.js";
import { watchOffline } from "./offline.js";
import { watchTheme } from "./theme.js";

const PANELS = [
  ["seal", "Seal", "and open: text and files", () => import("./panels/seal.js")],
  ["anatomy", "Look inside", "an envelope, byte by byte", () => import("./panels/anatomy.js")],
  ["redact", "Redact", "a note, and a model's answer", () => import("./panels/redact.js")],
  ["resilience", "Resilience", "a breaker and its retries", () => import("./panels/resilience.js")],
  ["search", "Search", "protocols, as you type", () => import("./panels/search.js")],
  ["attest", "Attestation", "is it the right enclave?", () => import("./panels/attest.js")],
];

const tabs = document.querySelector("#tabs");
const panels = document.querySelector("#panels");
const loaded = new Map();

for (const [id, title, about] of PANELS) {
  tabs.append(h("button", {
    id: `tab-${id}`, type: "button", role: "tab", "aria-controls": `panel-${id}`, tabIndex: -1, onclick: () => go(id), onfocus: () => go(id),
  }, h("b", {}, title), h("small", {}, about)));
  panels.append(h("section", { id: `panel-${id}`, role: "tabpanel", "aria-labelledby": `tab-${id}`, hidden: true }));
}
roving(tabs, () => [...tabs.children]);

// The name of a panel is no id, so that a link to it moves neither the page nor the focus.
const panelOf = (id) => document.getElementById(`panel-${id}`);
const known = (id) => PANELS.some(([name]) => name === id);

/** Shows a panel; `given` is handed to it, as one panel hands an envelope to another. */
export async function go(id, given) {
  if (location.hash !== `#${id}`) history.replaceState(null, "", `#${id}`);
  for (const [name, title] of PANELS) {
    const tab = document.getElementById(`tab-${name}`);
    tab.setAttribute("aria-selected", String(name === id));
    tab.tabIndex = name === id ? 0 : -1;
    panelOf(name).hidden = name !== id;
    if (name === id) document.title = `${title} · phiward playground`;
  }
  if (!loaded.has(id)) loaded.set(id, load(id, panelOf(id)));
  const mounted = await loaded.get(id);
  if (given !== undefined) mounted?.take?.(given);
}

async function load(id, panel) {
  panel.setAttribute("aria-busy", "true");
  try {
    const { mount } = await PANELS.find(([name]) => name === id)[3]();
    return await mount(panel, go);
  } catch (error) {
    console.error(error);
    loaded.delete(id);
    panel.replaceChildren(verdict("bad", "This panel could not be loaded.", error?.code ? error.message : "Reload the page to try again.", error?.code));
  } finally {
    panel.removeAttribute("aria-busy");
  }
}

window.addEventListener("hashchange", () => known(location.hash.slice(1)) && go(location.hash.slice(1)));
watchTheme(document.querySelector("#theme"));
watchOffline(document.querySelector("#offline"), document.querySelector("#offline-text"));
go(known(location.hash.slice(1)) ? location.hash.slice(1) : "seal");
