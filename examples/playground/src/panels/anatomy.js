// What an envelope is made of: every byte can be pointed at, and altered.

import { PhiwardV1, RecordKey } from "@phiward/web";
import { EnvelopeRelay } from "@phiward/web/relay";
import { bytesOf } from "../base64.js";
import { announce, button, choice, h, refusal, show, verdict } from "../dom.js";
import { hexGrid } from "../hex.js";
import { checksOf, fieldsOf } from "../layout.js";

const RECORD = { patient: "p-17", bp: "118/76", pulse: 64 };
const CONTEXT = { patient: "p-17" };
const relay = new EnvelopeRelay();

/** An envelope of an invented record, with what opens it. */
async function sample(version) {
  if (version === "v1") {
    const sealer = await PhiwardV1.create({ email: "sample@example.com", password: "invented for this page" });
    return { sealer, bytes: await sealer.encrypt(new TextEncoder().encode(JSON.stringify(RECORD))) };
  }
  const sealer = await RecordKey.generate();
  if (version === "v2") {
    const text = await sealer.encrypt(RECORD, { context: CONTEXT });
    return { sealer, context: CONTEXT, bytes: bytesOf(text) };
  }
  const stream = new Blob([JSON.stringify(RECORD)]).stream();
  const sealed = stream.pipeThrough(sealer.sealStream({ context: CONTEXT, purpose: "file" }));
  return { sealer, context: CONTEXT, bytes: new Uint8Array(await new Response(sealed).arrayBuffer()) };
}

export async function mount(panel) {
  let held;
  let bytes;
  const legend = h("ol", { class: "legend" });
  const detail = h("div", { class: "detail" });
  const outcome = h("div", { class: "stack", "aria-live": "polite" });
  const steps = h("ol", { class: "steps", "aria-label": "The checks of a reader, in order" });
  const grid = hexGrid({ onpoint: point, onflip: flip });
  const kind = choice("Envelope", [["v2", "Record"], ["v3", "Stream"], ["v1", "Old format"]], "v2", fresh);

  async function fresh() {
    await use(await sample(kind.value));
  }

  async function use(given) {
    held = { ...given, original: given.bytes };
    const info = await relay.inspect(given.bytes);
    held.version = info.version;
    held.fields = fieldsOf(info, given.bytes);
    show(legend, held.fields.map((field, index) => h("li", { hue: field.hue },
      h("button", { type: "button", onmouseenter: () => point(index), onfocus: () => point(index), onclick: () => point(index) },
        h("b", {}, field.name), h("span", {}, field.end - field.start === 1 ? "1 byte" : `${field.end - field.start} bytes`)))));
    bytes = given.bytes.slice();
    grid.set(bytes, held.fields);
    point(held.fields.findIndex(({ name }) => name === "commitment" || name === "tag"));
    await tryToOpen();
  }

  function point(index) {
    const field = held.fields[index];
    if (field === undefined) return;
    grid.mark(index);
    [...legend.children].forEach((item, at) => item.classList.toggle("on", at === index));
    show(detail, h("p", { hue: field.hue }, h("b", {}, field.name), h("code", {}, field.value)), h("p", {}, field.meaning));
  }

  async function flip(at) {
    bytes[at] ^= 1;
    grid.update(at, bytes[at], bytes[at] !== held.original[at]);
    await tryToOpen();
  }

  /** The code with which opening these bytes fails, or `undefined`. */
  async function codeOf(candidate, context = held.context, sealer = held.sealer) {
    try {
      const options = sealer instanceof PhiwardV1 ? { as: "text" } : { context, as: "text" };
      return { plain: await sealer.decrypt(candidate, options) };
    } catch (error) {
      return { error };
    }
  }

  async function tryToOpen(title, context, sealer) {
    const { plain, error } = await codeOf(bytes, context, sealer);
    const checks = checksOf(held.version);
    const failed = checks.findIndex(([, codes]) => codes.includes(error?.code));
    show(steps, checks.map(([name], index) => h("li", {
      class: error === undefined || index < failed ? "pass" : index === failed ? "fail" : "",
    }, name, h("span", { class: "unseen" }, error === undefined || index < failed ? " passed" : index === failed ? " refused" : " not reached"))));
    show(outcome, title && h("p", { class: "note" }, title), error === undefined
      ? verdict("good", "Opens", plain.length > 400 ? `${plain.slice(0, 400)}…` : plain)
      : refusal(error));
    announce(error === undefined ? "Opens" : `Refused: ${error.code}`);
  }

  function restore() {
    bytes = held.original.slice();
    grid.set(bytes, held.fields);
    tryToOpen();
  }

  async function cut() {
    bytes = bytes.slice(0, -1);
    grid.set(bytes, held.fields);
    await tryToOpen("The last byte was cut off.");
  }

  /** Flips a bit of every byte in turn, and counts the codes. */
  async function sweep() {
    sweepButton.disabled = true;
    restore();
    const counts = new Map();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (let at = 0; at < bytes.length; at++) {
      const candidate = held.original.slice();
      candidate[at] ^= 1;
      const code = (await codeOf(candidate)).error?.code ?? "opened";
      counts.set(code, (counts.get(code) ?? 0) + 1);
      grid.flash(at, code === "opened" ? "opened" : "refused");
      if (!still && at % 2 === 0) await new Promise(requestAnimationFrame);
    }
    const refused = bytes.length - (counts.get("opened") ?? 0);
    show(outcome, verdict(refused === bytes.length ? "good" : "bad", `${refused} of ${bytes.length} altered envelopes were refused`),
      h("ul", { class: "counts" }, [...counts].map(([code, count]) => h("li", {}, h("code", {}, code), ` ${count}`))));
    announce(`${refused} of ${bytes.length} refused`);
    sweepButton.disabled = false;
  }

  const otherContext = () => tryToOpen("Opened as if it were of patient p-18.", { patient: "p-18" });
  const otherKey = async () => tryToOpen("Opened with another key of the same id.", held.context,
    held.sealer instanceof PhiwardV1
      ? await PhiwardV1.create({ email: "sample@example.com", password: "another" })
      : await RecordKey.import(held.sealer.keyId, crypto.getRandomValues(new Uint8Array(32))));
  const sweepButton = button("Alter each byte in turn", sweep);

  show(panel,
    h("header", {},
      h("h2", {}, "Look inside"),
      h("p", { class: "lead" }, "Point at a byte to see what it is. Click it to flip one of its bits, and see whether the envelope still opens.")),
    h("div", { class: "row wrap controls" }, kind, button("New envelope", fresh, "quiet")),
    h("div", { class: "anatomy" },
      h("section", { class: "card", "aria-label": "Bytes" }, grid.element, detail),
      h("section", { class: "card", "aria-label": "Opening" },
        h("h3", {}, "Opening it"), steps, outcome,
        h("div", { class: "row wrap" },
          sweepButton, button("Cut the end off", cut, "quiet"), button("Another patient's context", otherContext, "quiet"),
          button("Another key", otherKey, "quiet"), button("Undo all", restore, "quiet"))),
      h("section", { class: "card", "aria-label": "Fields" }, h("h3", {}, "Fields"), legend)));
  await fresh();
  return {
    /** Looks into an envelope of another panel. */
    async take({ envelope, sealer, context }) {
      await use({ sealer, context, bytes: new Uint8Array(await envelope.arrayBuffer()) });
    },
  };
}
