// The frame: a journal is shut until somebody opens it, and shut again when its keys are wiped.

import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import "@fontsource-variable/newsreader/wght.css";
import "../../playground/src/styles/tokens.css";
import "./styles.css";

import { announce } from "../../playground/src/dom.js";
import { watchTheme } from "../../playground/src/theme.js";
import { Health } from "./health.js";
import { accounts } from "./storage.js";
import { gate } from "./views/gate.js";
import { journal } from "./views/journal.js";
import { words } from "./views/words.js";

const content = document.querySelector("#content");
const health = new Health();

function show(view) {
  content.replaceChildren(view);
  (view.querySelector("[autofocus]") ?? content).focus();
}

/** Lets another tab open the journal. */
let leave = () => {};

/** Whether this tab is the one that writes: two would overwrite each other. */
function enter() {
  return new Promise((entered) => {
    navigator.locks.request("phiward-journal", { ifAvailable: true }, (lock) => {
      entered(lock !== null);
      return lock === null ? undefined : new Promise((left) => (leave = left));
    });
  });
}

/** Shows the way in; `said` tells why a journal that was open is shut. */
async function shut(said) {
  leave();
  document.title = "Journal";
  if (said !== undefined) announce(said);
  show(gate({ health, account: await accounts.last(), said, onopen: open }));
}

async function open({ session, words: list }) {
  if (!(await enter())) {
    session.phiward.lock();
    return shut("This journal is open in another tab. Lock it there first.");
  }
  if (list !== undefined) await new Promise((done) => show(words(list, done)));
  show(await journal({ session, health, onshut: shut }));
}

watchTheme(document.querySelector("#theme"));
health.ask();
navigator.serviceWorker?.register("./sw.js").catch(() => {});
shut();
