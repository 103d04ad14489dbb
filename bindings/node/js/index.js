// @phiward/node

import { fields } from "../../js/src/fields.js";
import { attestation } from "../../js/src/attest.js";
import { redaction } from "../../js/src/redact.js";
import { relays } from "../../js/src/relay.js";
import { resilience } from "../../js/src/resilience.js";
import { searching } from "../../js/src/search.js";
import { vaults } from "../../js/src/vault.js";
import { core } from "../../js/src/errors.js";
import * as check from "../../js/src/check.js";
import { backend } from "./backend.js";
import { nodeStreams } from "./streams.js";

export { PhiwardError } from "../../js/src/errors.js";
export { MASK, Phi, phi } from "../../js/src/phi.js";
export { loggable } from "../../js/src/loggable.js";
export { redactingDestination, redactingFormat } from "./logging.js";
export { expressLogger, expressErrors, fastifyLogger, honoLogger, requestId } from "./http.js";
export { sentryBeforeSend } from "./sentry.js";

export const { Phiward, PhiwardV1, RecordKey, checkRecoveryCode } = vaults(backend);
export const EnvelopeRelay = relays(backend);
export const { Redactor, TokenMap } = redaction(backend);
export const { CircuitBreaker, retry, RetryBudget, RateLimiter, IdempotencyStore, classifyError, VendorError } =
  resilience(backend);
export const { buildIndex, SearchIndex } = searching(backend);
export const { inspectAttestation, verifyAttestation, enclaveHello, sealToEnclave, openFromEnclave } =
  attestation(backend);
export const { fieldPolicy, PseudonymKey, loggableFields, safeLog } = fields(backend);
export const { createSealStream, createOpenStream } = nodeStreams();

/** `native`, or `wasm` where the platform has no native module. */
export const backendKind = backend.kind;

/** Replays the text of a vector file of the project. */
export function replayVectors(name, text) {
  check.text(name, "name");
  check.text(text, "text");
  return JSON.parse(core(() => backend.native().replay(name, text)));
}
