// Forms of the page: one button, one place for what went wrong, and the service's pauses counted down.

import { field, h, sentence, show, verdict } from "../../../playground/src/dom.js";
import { countdown } from "../countdown.js";

const MIN_PASSWORD = 10;

export const email = () => field("E-mail address", h("input", { type: "email", name: "email", autocomplete: "username", required: true }));

export function password(label, autocomplete, hint) {
  const isNew = autocomplete === "new-password";
  return field(label, h("input", {
    type: "password", name: isNew ? "new" : "old", autocomplete, required: true, minLength: isNew ? MIN_PASSWORD : undefined,
  }), hint ?? (isNew ? `At least ${MIN_PASSWORD} characters; a few words are good.` : undefined));
}

/**
 * A form. `act` gets its values. `health` says that it needs the service: the button tells why it cannot be pressed,
 * and comes back by itself.
 */
export function form({ fields, button, busy, act, health }) {
  const region = h("div", { class: "stack", role: "status" });
  const reason = h("p", { class: "hint reason", id: `reason-${button.toLowerCase().replaceAll(/\W+/g, "-")}`, role: "status" });
  const submit = h("button", { type: "submit", class: "main", "aria-describedby": reason.id }, button);
  const element = h("form", { class: "stack", novalidate: true, onsubmit: send }, fields, h("div", { class: "row" }, submit), reason, region);
  let working = false;

  const refresh = () => {
    const why = health?.reason;
    submit.disabled = working || why !== undefined;
    submit.textContent = working ? busy : button;
    reason.textContent = why ?? "";
  };
  const listen = () => (element.isConnected ? refresh() : health.removeEventListener("change", listen));
  health?.addEventListener("change", listen);
  refresh();

  async function send(event) {
    event?.preventDefault();
    const wrong = [...element.elements].find((control) => !control.checkValidity());
    if (wrong !== undefined) {
      show(region, verdict("warn", wrong.labels[0].textContent, wrong.validationMessage));
      return wrong.focus();
    }
    const values = Object.fromEntries(new FormData(element));
    working = true;
    show(region);
    refresh();
    try {
      await act(values);
      element.reset();
    } catch (error) {
      show(region, problem(error));
      if (error.retryAfterMs !== undefined) region.append(countdown(error.retryAfterMs, () => send()));
    } finally {
      working = false;
      refresh();
    }
  }
  return element;
}

const SAID = {
  wrong_password: ["That is not the password", "Your 24 words open the journal too."],
  wrong_recovery_code: ["These are not the words of this journal", "Look at the order, and at the address."],
  malformed_recovery_code: ["These are not 24 words as they were shown", "A word is missing, misspelt or out of its place."],
  not_found: ["There is no journal for this address", "Look at the address, or make one."],
  account_exists: ["There is a journal for this address already", "Open it with its password, or with its words."],
  account_changed: ["It was changed on another device", "Lock this journal and open it again, then try once more."],
  unreachable: ["The service cannot be reached", "Nothing was changed."],
  kdf_below_floor: ["The service sent a vault that is not safe to open", "Its password would be too cheap to guess. Nothing was tried with your password."],
  kdf_above_cap: ["The service sent a vault that cannot be opened here", "It asks for more work than any vault needs. Nothing was tried with your password."],
  rate_limited: ["Too many tries", "The service asks for a pause."],
};

/** What went wrong, in words for a person; a code is shown as a code. */
export function problem(error) {
  const [title, text] = SAID[error.code] ?? (error.name === "PhiwardError"
    ? ["That was refused", sentence(error.message)]
    : error.name === "ServerError"
      ? ["The service did not do it", "Nothing was changed."]
      : ["Something went wrong", "This page has a fault; the console says more."]);
  if (!["PhiwardError", "ServerError"].includes(error.name)) console.error(error);
  return verdict("bad", title, text, error.code);
}
