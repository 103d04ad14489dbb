import type { CapabilitySource } from "./index.js";

export { loggable, MASK, Phi, phi, PhiwardError } from "./phiward.js";
export type { Loggable } from "./phiward.js";
export * from "./log-api.js";

/** Loads the module now, and says from where. Its functions do not wait: call this before them. */
export function init(options?: CapabilitySource): Promise<void>;
