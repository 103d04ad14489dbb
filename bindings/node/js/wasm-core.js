// The core as WebAssembly, for platforms without a native module. The build puts the files beside this one.

import { readFileSync } from "node:fs";
import * as crypto from "../../web/gen/crypto.js";
import * as late from "../../web/gen/late.js";
import * as log from "../../web/gen/log.js";
import * as attest from "../../web/gen/attest.js";
import * as redact from "../../web/gen/redact.js";
import * as resilience from "../../web/gen/resilience.js";
import * as search from "../../web/gen/search.js";
import * as searchBuild from "../../web/gen/search-build.js";

const file = (name) => readFileSync(new URL(name, import.meta.url));

crypto.initSync({ module: file("./crypto_bg.wasm") });

/** A module that is loaded when one of its names is first used. */
function lazily(glue, name, loadData = () => {}) {
  let loaded = false;
  return () => {
    if (!loaded) {
      glue.initSync({ module: file(`./${name}_bg.wasm`) });
      loadData();
      loaded = true;
    }
    return glue;
  };
}

const LATE = [
  [["derive", "deriveLegacy", "recoveryCode", "recoveryWords", "describeVault", "inspect", "LegacyKey"], lazily(late, "late")],
  [["fieldPolicy", "PseudonymKey", "checkRequestId", "randomBytes"], lazily(log, "log")],
  [["Redactor", "TokenMap"],
    lazily(redact, "redact", () => redact.loadData(file("./lexicon.bin"), file("./tagger.bin")))],
  [["CircuitBreaker", "RetryPolicy", "RetryBudget", "RateLimiter", "IdempotencyStore", "IdempotencyPolicy", "classifyError"],
    lazily(resilience, "resilience")],
  [["ProtocolLibrary"], lazily(search, "search")],
  [["buildIndex"], lazily(searchBuild, "search-build")],
  [["inspectAttestation", "verifyAttestation", "enclaveHello", "EnclaveSession"], lazily(attest, "attest")],
];
const getters = LATE.flatMap(([names, load]) => names.map((name) => [name, { get: () => load()[name] }]));

export default Object.create(crypto, {
  ...Object.fromEntries(getters),
  replay: {
    value: () => {
      throw new Error("backend_unavailable\nvectors are replayed by the native module");
    },
  },
});
