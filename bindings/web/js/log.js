// @phiward/web/log: what a log may hold of a field, pseudonyms, and functions that log nothing else.

import { fields } from "../../js/src/fields.js";
import { capability } from "./core.js";

export { PhiwardError } from "../../js/src/errors.js";
export { loggable } from "../../js/src/loggable.js";
export { MASK, Phi, phi } from "../../js/src/phi.js";

const { backend, init } = capability(
  () => import("../gen/log.js"),
  () => new URL("./log_bg.wasm", import.meta.url),
  ({ fieldPolicy }) => fieldPolicy("userAge") === "never_log" && fieldPolicy("step") === "loggable",
);

export { init };
export const { fieldPolicy, PseudonymKey, loggableFields, safeLog } = fields(backend);
