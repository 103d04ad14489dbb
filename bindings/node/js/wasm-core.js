// The core as WebAssembly, for platforms without a native module. The build puts the files beside this one.

import { readFileSync } from "node:fs";
import * as crypto from "../../web/gen/crypto.js";
import * as redact from "../../web/gen/redact.js";

const file = (name) => readFileSync(new URL(name, import.meta.url));

crypto.initSync({ module: file("./crypto_bg.wasm") });

let loaded = false;
/** The module of redaction, with its dictionaries, when it is first needed. */
function redaction() {
  if (!loaded) {
    redact.initSync({ module: file("./redact_bg.wasm") });
    redact.loadData(file("./lexicon.bin"), file("./tagger.bin"));
    loaded = true;
  }
  return redact;
}

export default Object.create(crypto, {
  Redactor: { get: () => redaction().Redactor },
  TokenMap: { get: () => redaction().TokenMap },
  replay: {
    value: () => {
      throw new Error("backend_unavailable\nvectors are replayed by the native module");
    },
  },
});
