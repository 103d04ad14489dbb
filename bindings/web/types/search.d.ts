import type { CapabilitySource } from "./index.js";

export { PhiwardError } from "./phiward.js";
export * from "./search-api.js";

/** From where the modules are loaded: that of queries, and the one that builds indexes. */
export interface SearchSource extends CapabilitySource {
  readonly build?: CapabilitySource;
}
/** Loads the module of queries now, and says from where; without this call the first use does. */
export function init(options?: SearchSource): Promise<void>;
