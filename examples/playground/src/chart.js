// The chart of a breaker and its calls, drawn at the width that there is.

import { s } from "./dom.js";

const ROW = 9;
const [LEFT, RIGHT, TOP, BAND, GAP] = [4, 8, 24, 22, 8];
const NAMES = { closed: "closed", open: "open", half_open: "half-open", forced_open: "forced open" };

/**
 * @param {{ calls: object[], states: object[] }} run
 * @param {{ width: number, endMs: number, faults: number[][], label: string }} view
 */
export function chart({ calls, states }, { width, endMs, faults, label }) {
  const x = (ms) => LEFT + ((width - LEFT - RIGHT) * Math.min(ms, endMs)) / endMs;
  const bands = (faults.length > 0 ? 1 : 0) + (states.length > 0 ? 1 : 0);
  const calls0 = TOP + bands * (BAND + GAP) + 6;
  const height = calls0 + calls.length * ROW + 10;
  const svg = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "chart" });
  svg.append(axis(x, endMs, height, width));
  let top = TOP;
  if (faults.length > 0) {
    let well = 0;
    for (const [from, to, share] of faults) {
      if (from > well) svg.append(band(x, top, "healthy", well, from, "service works"));
      svg.append(band(x, top, share === 1 ? "down" : "shaky", from, to, share === 1 ? "down" : `${Math.round(share * 100)} % fail`));
      well = to;
    }
    svg.append(band(x, top, "healthy", well, endMs, "service works"));
    top += BAND + GAP;
  }
  states.forEach(({ at, state }, index) => svg.append(band(x, top, state, at, states[index + 1]?.at ?? endMs, NAMES[state])));
  calls.forEach((call, index) => svg.append(row(call, x, calls0 + index * ROW)));
  return svg;
}

function axis(x, endMs, height, width) {
  const step = [200, 500, 1_000, 2_000, 5_000, 10_000, 20_000].find((ms) => x(ms) - x(0) > (width < 500 ? 60 : 70)) ?? 20_000;
  const parts = [];
  for (let ms = 0; ms <= endMs; ms += step) {
    parts.push(s("line", { x1: x(ms), x2: x(ms), y1: TOP - 6, y2: height, class: "rule" }));
    const anchor = ms === 0 ? "start" : ms + step > endMs ? "end" : "middle";
    parts.push(s("text", { x: x(ms), y: 13, "text-anchor": anchor }, `${ms / 1000} s`));
  }
  return s("g", { class: "axis" }, parts);
}

function band(x, top, kind, from, to, name) {
  const wide = x(to) - x(from);
  const parts = [s("rect", { x: x(from), y: top, width: Math.max(1.5, wide), height: BAND, rx: 4, class: kind })];
  // A name that does not fit is told by the list below the chart.
  if (wide > name.length * 7.5 + 8) parts.push(s("text", { x: x(from) + 7, y: top + 15.5 }, name));
  return s("g", { class: "band" }, parts);
}

function row({ attempts, end }, x, y) {
  const parts = [s("line", { x1: x(attempts[0].start), x2: x(end), y1: y, y2: y, class: "wait" })];
  for (const { start, end: until, outcome } of attempts) {
    const [at, half] = [x(until), 3];
    if (outcome !== "rejected") parts.push(s("line", { x1: x(start), x2: at, y1: y, y2: y, class: `work ${outcome}` }));
    if (outcome === "success" || outcome === "pending") parts.push(s("circle", { cx: at, cy: y, r: 3.4, class: outcome }));
    else if (outcome === "rejected") parts.push(s("rect", { x: at - 2.5, y: y - 2.5, width: 5, height: 5, class: outcome }));
    else parts.push(s("path", { d: `M${at - half} ${y - half}l6 6m0-6l-6 6`, class: outcome }));
  }
  return s("g", { class: "call" }, parts);
}

/** A veil over what has not happened yet; `set` moves it. */
export function veil(svg, endMs) {
  const [width, height] = [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
  const cover = s("rect", { y: 18, height: height - 18, class: "veil" });
  const line = s("line", { y1: 18, y2: height, class: "now" });
  svg.append(cover, line);
  return (ms) => {
    const at = LEFT + ((width - LEFT - RIGHT) * ms) / endMs;
    cover.setAttribute("x", at);
    cover.setAttribute("width", Math.max(0, width - at));
    line.setAttribute("x1", at);
    line.setAttribute("x2", at);
    line.classList.toggle("end", ms >= endMs);
  };
}
