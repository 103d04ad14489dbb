// Bytes as buttons, in rows that fit the width.

import { h, roving } from "./dom.js";

const two = (byte) => byte.toString(16).padStart(2, "0");

/** A grid that tells which field is pointed at, and which byte is to be altered. */
export function hexGrid({ onpoint, onflip }) {
  const element = h("div", { class: "hex", role: "group", "aria-label": "The bytes of the envelope; Enter flips a bit" });
  let cells = [];
  let owner = [];

  const columns = () => getComputedStyle(element).gridTemplateColumns.split(" ").length;
  roving(element, () => cells, columns);
  const at = (event) => cells.indexOf(event.target.closest("button"));
  element.addEventListener("mouseover", (event) => at(event) >= 0 && onpoint(owner[at(event)]));
  element.addEventListener("focusin", (event) => at(event) >= 0 && onpoint(owner[at(event)]));
  element.addEventListener("click", (event) => at(event) >= 0 && onflip(at(event)));

  const label = (index, byte, name) => `Byte ${index}, ${two(byte)}, ${name}`;

  return {
    element,
    set(bytes, fields) {
      owner = [];
      fields.forEach(({ start, end }, index) => {
        for (let byte = start; byte < end; byte++) owner[byte] = index;
      });
      cells = Array.from(bytes, (byte, index) => h("button", {
        type: "button", hue: fields[owner[index]].hue, tabIndex: index === 0 ? 0 : -1,
        "aria-label": label(index, byte, fields[owner[index]].name),
      }, two(byte)));
      this.names = fields.map(({ name }) => name);
      element.replaceChildren(...cells);
    },
    update(index, byte, altered) {
      const cell = cells[index];
      for (const each of cells) each.classList.remove("refused", "opened");
      cell.textContent = two(byte);
      cell.classList.toggle("altered", altered);
      cell.setAttribute("aria-label", label(index, byte, this.names[owner[index]] + (altered ? ", altered" : "")));
    },
    mark(field) {
      cells.forEach((cell, index) => cell.classList.toggle("on", owner[index] === field));
    },
    flash(index, outcome) {
      cells[index].classList.add(outcome);
    },
  };
}
