// An enclave that answers as a test says, and is attested by nobody.

import { PhiwardError } from "../../../js/src/errors.js";

const MESSAGE = new TextEncoder().encode("FAKE-NOT-SEALED");
const NOBODY = { moduleId: "fake", timestampMs: 0, pcrs: {}, payloadDigest: "0".repeat(96) };

/**
 * The functions of `@phiward/web/attest`. `fail` is the code with which evidence is refused, `refusal` the one with
 * which the enclave answers; `asked` is what was sealed to it.
 */
export function fakeEnclave({ answer = "", fail, refusal } = {}) {
  const asked = [];
  const verify = () => {
    if (fail !== undefined) throw new PhiwardError(fail);
  };
  return {
    asked,
    async inspectAttestation() {
      return { moduleId: "fake", digest: "SHA384", timestampMs: 0, pcrs: {}, chain: [] };
    },
    async verifyAttestation() {
      verify();
      return NOBODY;
    },
    enclaveHello: async () => ({ nonce: new Uint8Array(32), message: MESSAGE }),
    async sealToEnclave(request) {
      verify();
      asked.push(request);
      return { message: MESSAGE };
    },
    async openFromEnclave() {
      if (refusal === undefined) return answer;
      const error = new PhiwardError("enclave_refused", "the enclave refused the request");
      error.refusal = refusal;
      throw error;
    },
  };
}
