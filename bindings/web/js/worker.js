// A worker for one derivation; it is terminated afterwards.

import * as glue from "../gen/crypto.js";

let loaded;

self.onmessage = async ({ data }) => {
  try {
    if (data.wasm !== undefined) {
      loaded = glue.default({ module_or_path: data.wasm });
      await loaded;
      return self.postMessage({ ready: true });
    }
    await loaded;
    const derivation = glue.Derivation.fromJson(data.derivation);
    const master = derivation.run(data.password, data.options);
    self.postMessage({ master }, [master.buffer]);
  } catch (thrown) {
    self.postMessage({ error: typeof thrown === "string" ? thrown : "internal\nthe worker failed" });
  }
};
