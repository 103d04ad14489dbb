// A pause that the service asked for, counted down where a person sees it.

import { h } from "../../playground/src/dom.js";

/** An element that counts down, and a button that works at once; both call `again`. */
export function countdown(ms, again) {
  const until = Date.now() + ms;
  const left = () => Math.max(0, Math.ceil((until - Date.now()) / 1000));
  // Said once; a number that is read out every second helps nobody.
  const text = h("span", { role: "timer", "aria-live": "off" });
  const element = h("div", { class: "countdown" }, text, h("button", { type: "button", onclick: () => end() }, "Try again now"));
  const tick = () => {
    const seconds = left();
    text.textContent = `Again in ${seconds} s`;
    if (seconds === 0 || !element.isConnected) end(element.isConnected);
  };
  const timer = setInterval(tick, 250);
  let ended = false;
  function end(call = true) {
    clearInterval(timer);
    if (ended) return;
    ended = true;
    element.remove();
    if (call) again();
  }
  text.textContent = `Again in ${left()} s`;
  return element;
}
