// A worker for one derivation; it is terminated afterwards.

import { compiled } from "./compile.js";
import * as glue from "../gen/late.js";

let loaded;

self.onmessage = async ({ data }) => {
  try {
    if (data.wasm !== undefined) {
      loaded = compiled(data.wasm).then(glue.instantiate);
      await loaded;
      return self.postMessage({ ready: true });
    }
    await loaded;
    const master = glue.derive(data.derivation, data.password, data.options);
    self.postMessage({ master }, [master.buffer]);
  } catch (thrown) {
    self.postMessage({ error: typeof thrown === "string" ? thrown : "internal\nthe worker failed" });
  }
};
