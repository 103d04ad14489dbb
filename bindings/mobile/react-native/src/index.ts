export { type Clock, engineClock } from "./clock";
export { type Fault, faultOf } from "./errors";
export type { SealOptions, VaultOptions } from "./options";
export { Vault } from "./vault";
export { BreakerOpenError, through } from "./breaker";
export {
  CircuitBreaker,
  EnclaveSession,
  type KeyStore,
  KeyStoreError,
  MemoryKeyStore,
  Offsets,
  Phi,
  PhiwardError,
  Presence,
  ProtocolLibrary,
  PseudonymKey,
  RateLimiter,
  RecordKey,
  Redactor,
  RetryPolicy,
  TokenMap,
  checkRecoveryCode,
  checkRequestId,
  contentOf,
  describeVault,
  envelopeFromText,
  envelopeToText,
  fieldPolicy,
  inspect,
  mask,
  randomBytes,
  replayVectors,
} from "../gen/ts/phiward_core";
