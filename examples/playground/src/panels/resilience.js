// A breaker and its retries over a simulated time: what is called, what is refused, and what that saves.

import { CircuitBreaker, retry } from "@phiward/web/resilience";
import traces from "virtual:breaker-traces";
import { chart, veil } from "../chart.js";
import { announce, button, field, h, later, refusal, sentence, show } from "../dom.js";
import { END_MS, replay, SCENARIOS, simulate } from "../simulation.js";

const api = { CircuitBreaker, retry };
const STATES = { closed: "closed", open: "open", half_open: "half-open", forced_open: "forced open" };
const SPEED = 6;

export async function mount(panel) {
  let [run, view, moveVeil, playing, seed] = [undefined, undefined, () => {}, 0, 7];
  const what = h("select", { onchange: () => soon() },
    h("optgroup", { label: "Trouble of a service" }, Object.entries(SCENARIOS).map(([id, [name]]) => h("option", { value: id }, name))),
    h("optgroup", { label: "Traces of the specification" }, traces.map(({ id, title }) => h("option", { value: id }, sentence(title)))));
  const failures = knob("Failures that open it", 1, 8, 1, 3, (value) => value);
  const openFor = knob("Stays open for", 1, 10, 1, 4, (value) => `${value} s`);
  const attempts = knob("Attempts of a call", 1, 6, 1, 4, (value) => value);
  const first = knob("First wait, at most", 100, 2000, 100, 600, (value) => `${value} ms`);
  const knobs = h("div", { class: "knobs" }, failures.element, openFor.element, attempts.element, first.element);
  const again = button("Roll again", () => {
    seed += 2;
    soon();
  }, "quiet");
  const about = h("p", { class: "hint" });
  const stage = h("div", { class: "stage" });
  const now = h("input", { type: "range", min: 0, max: END_MS, step: 100, value: END_MS, oninput: () => seek(Number(now.value)) });
  const reading = h("output", { class: "note" });
  const play = button("Play", toggle);
  const figures = h("dl", { class: "figures" });
  const log = h("ol", { class: "log" });
  const trouble = h("div", { class: "stack", "aria-live": "polite" });

  function knob(label, min, max, step, value, say) {
    const out = h("output", {}, say(value));
    const input = h("input", { type: "range", min, max, step, value, oninput: () => {
      out.textContent = say(Number(input.value));
      soon();
    } });
    const element = field(label, input);
    element.querySelector("label").append(" ", out);
    return { element, get value() { return Number(input.value); } };
  }

  async function compute() {
    const trace = traces.find(({ id }) => id === what.value);
    knobs.hidden = trace !== undefined;
    again.hidden = trace !== undefined;
    about.textContent = trace === undefined ? "" : sentence(trace.title);
    try {
      if (trace) {
        run = await replay(api, trace);
        const last = Math.max(...trace.steps.map(({ t }) => t));
        view = { faults: [], endMs: Math.ceil((last * 1.04 + 1) / 100) * 100 };
        tellTrace();
      } else {
        const settings = {
          faults: SCENARIOS[what.value][1], seed, failures: failures.value, openMs: openFor.value * 1000, attempts: attempts.value, initialMs: first.value,
        };
        run = await simulate(api, { ...settings, protect: true });
        tell(run, await simulate(api, { ...settings, protect: false }));
        view = { faults: settings.faults, endMs: END_MS };
      }
      trouble.replaceChildren();
    } catch (error) {
      return show(trouble, refusal(error));
    }
    [now.max, now.step] = [view.endMs, view.endMs / 400];
    show(log, run.states.map(({ at, state }) => h("li", { class: state }, h("b", {}, seconds(at)), ` ${STATES[state]}`)));
    draw();
  }

  function draw() {
    if (run === undefined || stage.clientWidth === 0) return;
    const label = `${run.calls.length} calls; the breaker was ${run.states.map(({ at, state }) => `${STATES[state]} from ${seconds(at)}`).join(", ")}`;
    const svg = chart(run, { ...view, width: stage.clientWidth, label });
    show(stage, svg);
    moveVeil = veil(svg, view.endMs);
    seek(view.endMs);
  }

  function seek(ms) {
    now.value = String(ms);
    moveVeil(ms);
    const state = run.states.filter(({ at }) => at <= ms).at(-1)?.state;
    const begun = run.calls.filter(({ begin }) => begin <= ms);
    const ended = begun.filter(({ end }) => end <= ms);
    reading.textContent = `${seconds(ms)}: ${STATES[state]}, ${ended.length} calls ended, ${begun.length - ended.length} under way`;
  }

  function toggle() {
    if (playing) return stop();
    const from = Number(now.value) >= view.endMs ? 0 : Number(now.value);
    const start = performance.now();
    const speed = (SPEED * view.endMs) / END_MS;
    const step = (time) => {
      const ms = Math.min(view.endMs, from + (time - start) * speed);
      seek(Math.max(from, ms));
      if (ms >= view.endMs) return stop();
      playing = requestAnimationFrame(step);
    };
    playing = requestAnimationFrame(step);
    play.textContent = "Pause";
  }

  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = "Play";
  }

  function tell(guarded, bare) {
    const count = ({ calls }, test) => calls.reduce((sum, call) => sum + call.attempts.filter(test).length, 0);
    const failed = (each) => count(each, ({ outcome }) => outcome === "failure");
    const answered = (each) => each.calls.filter(({ result }) => result === "success").length;
    figure([
      ["Failed attempts at the service", failed(guarded), `without a breaker ${failed(bare)}`],
      ["Refused at once, no wait for the service", count(guarded, ({ outcome }) => outcome === "rejected"), "without a breaker 0"],
      [`Answered, of ${guarded.calls.length} calls`, answered(guarded), `without a breaker ${answered(bare)}`],
    ]);
    announce(figures.textContent);
  }

  function tellTrace() {
    figure([["Decisions as the specification has them", `${run.agreed} of ${run.asked}`, "the same vectors that every runtime replays"]]);
  }

  const figure = (rows) => show(figures, rows.map(([name, value, beside]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, h("b", {}, String(value)), h("span", {}, beside)))));
  const soon = later(() => {
    stop();
    compute();
  }, 80);

  show(panel,
    h("header", {},
      h("h2", {}, "Resilience"),
      h("p", { class: "lead" }, "A breaker stops calls to what is failing, and lets one through later to see. Retries wait longer each time. Move a knob, and watch the same trouble again.")),
    h("div", { class: "row wrap controls" }, field("What happens", what), again, about),
    h("section", { class: "card", "aria-label": "Settings" }, knobs, figures, trouble),
    h("section", { class: "card", "aria-label": "Chart" },
      h("div", { class: "row wrap" }, play, h("div", { class: "seek" }, field("Time", now)), reading),
      stage,
      h("ul", { class: "key", "aria-label": "Signs" },
        h("li", { class: "success" }, "answered"), h("li", { class: "failure" }, "failed"), h("li", { class: "rejected" }, "refused by the breaker"), h("li", { class: "waiting" }, "waiting for its next attempt")),
      h("details", {}, h("summary", {}, "The states of the breaker as a list"), log)));
  await compute();
  new ResizeObserver(later(draw, 60)).observe(stage);
  return {};
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
