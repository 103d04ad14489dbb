// Builds the page, as that of the playground is built.

import { build, policy, serviceWorker } from "../playground/build/page.js";

export default {
  base: "./",
  build,
  plugins: [serviceWorker("phiward-journal"), policy()],
};
