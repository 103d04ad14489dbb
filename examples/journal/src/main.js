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

/** Shows the way in; `said` tells why a journal that was open is shut. */
async function shut(said) {
  document.title = "Journal";
  if (said !== undefined) announce(said);
  show(gate({ health, account: await accounts.last(), said, onopen: open }));
}

async function open({ session, words: list }) {
  if (list !== undefined) await new Promise((done) => show(words(list, done)));
  show(await journal({ session, health, onshut: shut }));
}

watchTheme(document.querySelector("#theme"));
health.ask();
navigator.serviceWorker?.register("./sw.js").catch(() => {});
shut();
