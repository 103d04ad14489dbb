// @phiward/web/inline: the same with the module inside, for pages that cannot load files beside their script.

import { init as initFrom } from "./index.js";
import wasm from "../gen/crypto_bg.wasm";
import late from "../gen/late_bg.wasm";
import worker from "../gen/worker.txt";

export * from "./index.js";

/** The worker of password derivations, where the content security policy lets a page make one. */
function workerUrl() {
  if (typeof Worker !== "function" || typeof Blob !== "function" || typeof document === "undefined") return undefined;
  return URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
}

export const init = (options) => initFrom({ bytes: wasm, late: { bytes: late }, workerUrl: workerUrl(), ...options });

// Without a call of `init` the first use takes the module that is here.
initFrom.source?.({ bytes: wasm, late: { bytes: late }, workerUrl });
