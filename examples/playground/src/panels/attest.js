// Attestation: what a document claims, who signed it, and the check at which a forged one is refused.

import { inspectAttestation, verifyAttestation } from "@phiward/web/attest";
import cases from "virtual:attest-cases";
import { bytesOf } from "../base64.js";
import { announce, choice, field, h, refusal, sentence, show, verdict } from "../dom.js";

const CHECKS = [
  ["form", "malformed"], ["root", "untrusted_root"], ["certificates", "certificate_invalid"], ["dates", "certificate_expired"],
  ["signature", "bad_signature"], ["debug mode", "debug_mode"], ["build", "pcr_mismatch"], ["nonce", "nonce_mismatch"],
  ["age", "too_old"],
];
const REGISTERS = { 0: "the image", 1: "kernel and boot", 2: "the application", 3: "role of the parent", 4: "id of the parent", 8: "the signer of the image" };
// Digits in groups are easier to compare, and break where a line ends.
const grouped = (value) => (/^[0-9a-f]{32,}$/.test(value) ? value.match(/.{1,8}/g).join(" ") : value);
const isZero = (digits) => /^0*$/.test(digits);

export async function mount(panel) {
  const which = h("select", { onchange: () => pick() }, cases.map(({ id, title }, index) => h("option", { value: String(index), "data-id": id }, title)));
  const clock = h("input", { type: "range", min: -120, max: 240, value: 0, step: 1, oninput: () => run() });
  const clockNote = h("output", { class: "note" });
  const flip = h("input", { type: "range", min: -1, max: 100, value: -1, oninput: () => run() });
  const flipNote = h("output", { class: "note" });
  const nonce = choice("Our nonce", [["ours", "The one we sent"], ["other", "Another one"]], "ours", () => run());
  const outcome = h("div", { class: "stack", role: "status" });
  const steps = h("ol", { class: "steps", "aria-label": "The checks, in order" });
  const claims = h("dl", { class: "claims" });
  const chain = h("ol", { class: "chain", "aria-label": "The chain, from the root" });
  let held;
  let latest = 0;

  function pick() {
    held = bytesOf(cases[which.value].document_b64);
    [clock.value, flip.value, nonce.value] = [0, -1, "ours"];
    flip.max = String(Math.max(0, held.length - 1));
    run();
  }

  async function run() {
    const turn = ++latest;
    const { expected, at_unix: at, root_b64: root } = cases[which.value];
    const shown = held.slice();
    const flipped = Number(flip.value);
    if (flipped >= 0 && flipped < shown.length) shown[flipped] ^= 1;
    const now = at * 1000 + Number(clock.value) * 60_000;
    clockNote.textContent = `${new Date(now).toISOString().slice(0, 16).replace("T", " ")} UTC${clock.value === "0" ? "" : `, ${clock.value} min`}`;
    flipNote.textContent = flipped < 0 ? "none" : `byte ${flipped} of ${shown.length}`;
    const sent = bytesOf(expected.nonce_b64);
    if (nonce.value === "other") sent[0] ^= 1;
    const build = Object.fromEntries(Object.entries(expected.pcrs).map(([index, digits]) => [`pcr${index}`, digits]));
    const policy = {
      builds: [build], maxAgeMs: expected.max_age_s * 1000, ...(root === undefined ? {} : { insecureRoot: bytesOf(root) }),
    };
    const said = await inspectAttestation(shown).catch(() => undefined);
    const verified = await verifyAttestation(shown, { policy, nonce: sent, now }).catch((error) => ({ error }));
    // A slider moves faster than answers come: only the last one is told.
    if (turn !== latest) return;
    tellClaims(said, expected.pcrs);
    const { error } = verified;
    if (error === undefined) {
      tell(undefined, verdict("good", "Verified", `${verified.moduleId} runs build ${verified.build + 1} of the policy.`));
    } else {
      tell(error.code, error.name === "PhiwardError" ? verdict("bad", "Refused:", sentence(error.message), error.code) : refusal(error));
    }
  }

  function tell(code, told) {
    const failed = CHECKS.findIndex(([, refuses]) => refuses === code);
    show(steps, CHECKS.map(([name], index) => {
      const [kind, said] = code === undefined || index < failed ? ["pass", "passed"] : index === failed ? ["fail", "refused"] : ["", "not reached"];
      return h("li", { class: kind }, name, h("span", { class: "unseen" }, ` ${said}`));
    }));
    show(outcome, told);
    announce(outcome.textContent);
  }

  function tellClaims(said, wanted) {
    if (said === undefined) {
      show(claims, h("dt", {}, "Nothing"), h("dd", {}, "These bytes are no document."));
      return show(chain);
    }
    const rows = [
      ["Module", said.moduleId], ["Made", new Date(said.timestampMs).toISOString().slice(0, 19).replace("T", " ")],
      ["Nonce", said.nonce ?? "none"], ["Public key", said.publicKey ?? "none"], ["User data", said.userData ?? "none"],
      ...Object.entries(said.pcrs).filter(([index, digits]) => !isZero(digits) || index in wanted)
        .map(([index, digits]) => [`PCR${index}`, isZero(digits) ? "zeros: debug mode" : digits, REGISTERS[index], wanted[index]]),
    ];
    show(claims, rows.flatMap(([name, value, about, expected]) => [
      h("dt", {}, name, about && h("small", {}, about)),
      h("dd", {}, h("code", {}, grouped(value)),
        expected !== undefined && h("span", { class: `tag ${expected === value ? "good" : "off"}` }, expected === value ? "as in the policy" : "not as in the policy")),
    ]));
    const last = said.chain.length - 1;
    show(chain, said.chain.map(({ sha256, bytes: length }, index) => h("li", {},
      h("b", {}, index === 0 ? "Root" : index === last ? "Enclave" : "Authority"),
      h("code", {}, `${sha256.slice(0, 16)}…`), h("span", { class: "note" }, `${length} bytes`))));
  }

  show(panel,
    h("header", {},
      h("h2", {}, "Attestation"),
      h("p", { class: "lead" }, "A document tells which program runs in an enclave. It is believed after nine checks, of which the first that fails gives its name.")),
    h("p", { class: "note" }, "These documents are test vectors under a root of our own. A real policy has the root of AWS built in."),
    h("section", { class: "card", "aria-label": "Verification" },
      h("div", { class: "row wrap controls" }, field("Document", which), nonce),
      h("div", { class: "two" },
        h("div", { class: "stack" }, field("Our clock", clock), clockNote),
        h("div", { class: "stack" }, field("Flip a bit", flip), flipNote)),
      steps, outcome),
    h("div", { class: "two uneven" },
      h("section", { class: "card", "aria-label": "Claims" }, h("h3", {}, "What it claims"), claims),
      h("section", { class: "card", "aria-label": "Chain" }, h("h3", {}, "Who signed"), chain,
        h("p", { class: "note" }, "Each certificate signs the next. The last signs the document, and ends three hours after it began."))));
  pick();
  return {};
}
