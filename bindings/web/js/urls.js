// Where the files beside the package are. Bundlers know this form, and take the files along.

export const moduleUrl = () => new URL("./crypto_bg.wasm", import.meta.url);
export const workerUrl = () => new URL("./worker.js", import.meta.url);
export const redactUrl = () => new URL("./redact_bg.wasm", import.meta.url);
export const resilienceUrl = () => new URL("./resilience_bg.wasm", import.meta.url);
export const searchUrl = () => new URL("./search_bg.wasm", import.meta.url);
export const searchBuildUrl = () => new URL("./search-build_bg.wasm", import.meta.url);
export const attestUrl = () => new URL("./attest_bg.wasm", import.meta.url);
export const lexiconUrl = () => new URL("./lexicon.bin", import.meta.url);
export const taggerUrl = () => new URL("./tagger.bin", import.meta.url);
