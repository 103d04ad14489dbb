// Builds the page.

import { readFileSync } from "node:fs";
import { build, POLICY, policy, serviceWorker } from "./build/page.js";

// Documents of the test vectors that the panel of attestation shows, and what each is.
const DOCUMENTS = {
  accepted: "A good one",
  "pcr0-differs": "Another program",
  "debug-mode": "An enclave in debug mode",
  "nonce-differs": "An answer to somebody else",
  "too-old": "One of ten minutes ago",
  "signature-altered": "A signature that was altered",
  "signature-by-another-key": "Signed by another key",
  "certificate-contents-altered": "A certificate that was altered",
  "certificate-authority-is-no-ca": "An authority that is none",
  "expired-leaf": "A certificate that has ended",
  "untrusted-root-same-name-other-key": "A root of the same name",
  "malformed-cut": "One that was cut short",
};

/** Traces of breakers that are worth looking at: they last for seconds. */
const TRACES = ["p-cb-07", "cb-22", "p-cb-09", "p-cb-29", "p-cb-14"];

const vectors = (name) => JSON.parse(readFileSync(new URL(`../../docs/spec/vectors/${name}`, import.meta.url), "utf8"));
const MODULES = {
  "virtual:attest-cases": () => {
    const { cases } = vectors("attest.json");
    return Object.entries(DOCUMENTS).map(([wanted, title]) => ({ title, ...cases.find(({ id }) => id === wanted) }));
  },
  "virtual:breaker-traces": () => {
    const all = [...vectors("resilience.json").traces, ...vectors("resilience-project.json").traces];
    return TRACES.map((wanted) => all.find(({ id }) => id === wanted)).map(({ id, title, config, steps }) => ({ id, title, config, steps }));
  },
};

/** The vectors that the page shows, as modules: the files of all are ten times as large. */
function chosenVectors() {
  return {
    name: "chosen-vectors",
    resolveId: (name) => (name in MODULES ? `\0${name}` : undefined),
    load: (id) => (id.slice(1) in MODULES ? `export default ${JSON.stringify(MODULES[id.slice(1)]())};` : undefined),
  };
}

const security = {
  "content-security-policy": `${POLICY}; frame-ancestors 'none'`,
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export default {
  base: "./",
  build,
  plugins: [chosenVectors(), serviceWorker("phiward-playground"), policy()],
  preview: { host: "127.0.0.1", headers: security },
};
