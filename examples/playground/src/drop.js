// A place to drop files on, which is also a button.

import { h, uniqueId } from "./dom.js";

export function dropZone(title, hint, onfiles, multiple = true) {
  const input = h("input", { type: "file", multiple, id: uniqueId("files"), class: "unseen", onchange: () => {
    const files = [...input.files];
    input.value = "";
    if (files.length > 0) onfiles(files);
  } });
  const zone = h("label", { class: "drop", htmlFor: input.id }, h("b", {}, title), h("span", {}, hint));
  const box = h("div", { class: "drop-box" }, input, zone);
  let depth = 0;
  const mark = (change) => {
    depth += change;
    zone.classList.toggle("over", depth > 0);
  };
  box.addEventListener("dragenter", () => mark(1));
  box.addEventListener("dragleave", () => mark(-1));
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(-depth);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) onfiles(files);
  });
  return box;
}

// A file that misses the place must not replace the page.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
