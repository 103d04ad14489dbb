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
    // A host that places the files itself may have forgotten this one.
    const fault = data.wasm === undefined ? "internal\nthe worker failed" : "module_load_failed\nlate_bg.wasm could not be loaded";
    self.postMessage({ error: typeof thrown === "string" ? thrown : fault });
  }
};
