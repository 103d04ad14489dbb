// Options of JavaScript as configuration of the core.

import { isBytes, bytes } from "./check.js";
import { PhiwardError } from "./errors.js";

/** Levels of objects and lists that a configuration may have. */
const MOST_DEPTH = 8;
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const hex = (value) => Array.from(bytes(value, "bytes"), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Plain options with the names of the core, whose reader refuses what it does not know. Bytes become hexadecimal
 * digits. Names below `verbatim` are the caller's own, and stay.
 */
export function configuration(value, verbatim = "", depth = 0) {
  if (depth > MOST_DEPTH) throw new PhiwardError("invalid_argument", "the options are too deep");
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new PhiwardError("invalid_argument", "a number of the options is not finite");
    return value;
  }
  if (isBytes(value)) return hex(value);
  if (Array.isArray(value)) return value.map((item) => configuration(item, verbatim, depth + 1));
  if (typeof value !== "object") throw new PhiwardError("invalid_argument", "the options hold something that is no data");
  const read = {};
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    read[snake(name)] = name === verbatim ? item : configuration(item, verbatim, depth + 1);
  }
  return read;
}

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** A record of the core with the names of JavaScript; what is absent there is absent here. */
export function record(json) {
  const read = {};
  for (const [name, value] of Object.entries(JSON.parse(json))) if (value !== null) read[camel(name)] = value;
  return read;
}

/** Splits the options of a class from the configuration of the core among them. */
export function split(options, names) {
  const [own, config] = [{}, {}];
  for (const [name, value] of Object.entries(options ?? {})) (names.includes(name) ? own : config)[name] = value;
  return [own, config];
}
