import type { CapabilitySource } from "./index.js";

export { PhiwardError } from "./phiward.js";
export * from "./relay-api.js";

/** Loads the module now, and says from where; without this call the first use does. */
export function init(options?: CapabilitySource): Promise<void>;
