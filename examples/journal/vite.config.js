// Builds the page, as that of the playground is built.

import { build, policy, serviceWorker } from "../playground/build/page.js";

export default {
  base: "./",
  build,
  // It neither redacts nor searches by itself.
  plugins: [serviceWorker("phiward-journal", /^assets\/(lexicon|tagger|redact_bg|search_bg)-/), policy()],
};
