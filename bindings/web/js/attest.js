// @phiward/web/attest: enclaves that a browser verifies before it seals anything to them.

import { attestation } from "../../js/src/attest.js";
import { capability } from "./core.js";

export { PhiwardError } from "../../js/src/errors.js";

/** A message begins as the protocol says, and what is no document is refused. */
function selfTest(core) {
  const hello = core.enclaveHello(new Uint8Array(32));
  try {
    core.inspectAttestation(hello);
    return false;
  } catch (thrown) {
    return hello[0] === 0x83 && typeof thrown === "string" && thrown.startsWith("malformed\n");
  }
}

const url = () => new URL("./attest_bg.wasm", import.meta.url);
const entry = capability(() => import("../gen/attest.js"), url, selfTest);
export const { init } = entry;
export const { inspectAttestation, verifyAttestation, enclaveHello, sealToEnclave, openFromEnclave } =
  attestation(entry.backend);
