// The journal: what was written, and the page that is being written.

import { h, show, verdict } from "../../../playground/src/dom.js";
import { countdown } from "../countdown.js";
import { Notes } from "../notes.js";
import { Syncer } from "../syncer.js";
import { editor } from "./editor.js";
import { settings } from "./settings.js";

const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

export async function journal({ session, health, onshut }) {
  const notes = new Notes(session);
  await notes.load();
  const syncer = new Syncer(notes, health);
  const [state, tools] = [document.querySelector("#state"), document.querySelector("#tools")];
  const over = new AbortController();
  const { signal } = over;

  const list = h("ul", { class: "notes" });
  const search = h("input", { type: "search", placeholder: "Search", "aria-label": "Search the notes", oninput: draw });
  const told = h("div", { class: "stack", role: "status" });
  const page = editor({ notes, session: () => notes.session, changed: () => syncer.soon(), closed: () => open(undefined) });
  const element = h("div", { class: "journal" },
    h("section", { class: "side", "aria-label": "Notes" },
      h("div", { class: "row" }, search, h("button", { type: "button", class: "main", onclick: () => open(null) }, "New note")),
      told, list),
    page.element);

  /** Shows a note: `null` is a new one, `undefined` is none. */
  function open(id) {
    page.open(id);
    element.dataset.open = id === undefined ? "list" : "note";
    draw();
    if (id === undefined) element.querySelector(".side .main").focus();
  }

  function draw() {
    const wanted = search.value.trim().toLowerCase();
    const found = notes.list().filter(({ text }) => text.toLowerCase().includes(wanted));
    const current = page.current();
    show(list, found.map((note) => h("li", {},
      h("button", { type: "button", "aria-current": note.id === current ? "true" : undefined, onclick: () => open(note.id) },
        h("b", {}, title(note)),
        h("small", {}, note.fault === undefined ? day.format(note.writtenMs) : `cannot be opened (${note.fault})`,
          note.state !== "synced" && h("span", { class: "waits" }, " · waits"), rest(note))))));
    if (found.length === 0) {
      list.append(h("li", { class: "hint empty" }, wanted === "" ? "Nothing is written yet." : "No note has that."));
    }
  }

  let pause;
  async function tell() {
    const waiting = await notes.waiting();
    if (signal.aborted) return;
    const wait = waiting === 0 ? "" : ` · ${waiting} ${waiting === 1 ? "change waits" : "changes wait"} here, sealed`;
    const said = !health.isUp && health.state !== "unknown"
      ? `${health.state === "offline" ? "Offline" : "The service is down"}${wait}`
      : syncer.state === "busy" ? "Syncing …" : syncer.state === "paused" ? `The service asks for a pause${wait}`
        : waiting === 0 ? "Stored, sealed" : `On this device${wait}`;
    if (state.textContent !== said) state.textContent = said;
    state.dataset.kind = health.isUp && waiting === 0 ? "good" : "wait";
    if (syncer.state === "paused" && pause?.isConnected !== true) {
      pause = countdown(syncer.pauseMs, () => { syncer.state = "idle"; syncer.run(); });
      state.after(pause);
    }
    if (syncer.state === "signed-out") close("The password was changed on another device. Open the journal with the new one.");
    const { kept, refused } = syncer.outcome;
    show(told,
      kept > 0 && verdict("warn", kept === 1 ? "A note was changed on two devices." : `${kept} notes were changed on two devices.`, "Both versions are here."),
      refused > 0 && verdict("bad", "The service sent what does not open.", "The copies of this device were kept."),
      kept + refused > 0 && h("button", { type: "button", class: "quiet", onclick: () => syncer.read() }, "I have read this"));
  }

  /** Wipes what can be wiped, and shows the way in. */
  function close(said) {
    if (signal.aborted) return;
    over.abort();
    syncer.stop();
    pause?.remove();
    notes.session.phiward.lock();
    notes.close();
    page.close();
    document.querySelector("dialog")?.close();
    element.replaceChildren();
    tools.replaceChildren();
    state.textContent = "";
    onshut(said);
  }

  function watch() {
    const { phiward } = notes.session;
    phiward.onLock(() => phiward === notes.session.phiward && close("The journal was locked."));
  }

  async function lock() {
    await page.flush();
    close();
  }

  show(tools,
    h("button", { type: "button", class: "quiet", onclick: () => settings({
      session: notes.session, health,
      async waiting() {
        await page.flush();
        return notes.waiting();
      },
      onchange(session) {
        const before = notes.session.phiward;
        notes.continueWith(session);
        watch();
        if (before !== session.phiward) before.lock();
        syncer.run();
      },
      onremoved: () => close("The journal was removed from this device."),
    }) }, "Settings"),
    h("button", { type: "button", class: "quiet", onclick: lock }, "Lock"));
  notes.addEventListener("change", () => { draw(); page.refresh(); tell(); }, { signal });
  syncer.addEventListener("change", tell, { signal });
  health.addEventListener("change", tell, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && page.flush(), { signal });
  window.addEventListener("pagehide", () => page.flush(), { signal });
  watch();
  open(undefined);
  tell();
  syncer.run();
  return element;
}

const rest = ({ text }) => {
  const below = text.trim().split("\n").slice(1).join(" ").trim();
  return below === "" ? "" : ` · ${below.slice(0, 80)}`;
};
const title = ({ text, fault }) => (fault === undefined ? text.trim().split("\n", 1)[0].slice(0, 80) || "Empty note" : "A note");
