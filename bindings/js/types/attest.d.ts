// The public API of attestation, written by hand.

import type { Bytes } from "./phiward.js";

/** Bytes, or hexadecimal digits. */
type Hex = string | Bytes;

/** One build of an enclave image, as `nitro-cli build-enclave` prints it. */
export interface EnclaveBuild {
  readonly pcr0: Hex;
  readonly pcr1: Hex;
  readonly pcr2: Hex;
  readonly [pcr: `pcr${number}`]: Hex;
}
/** What a document must say. At least one build is named, unless `insecureAnyBuild` says otherwise. */
export interface AttestationPolicy {
  readonly builds?: readonly EnclaveBuild[];
  /** 5 minutes unless said otherwise. */
  readonly maxAgeMs?: number;
  readonly publicKey?: Hex;
  readonly userData?: Hex;
  /** What the enclave must work under; a session needs it. */
  readonly terms?: { readonly egress: Hex; readonly redaction: Hex; readonly auditSchema: number };
  readonly insecureAnyBuild?: boolean;
  readonly insecureAnyAge?: boolean;
  readonly insecureAnyNonce?: boolean;
  readonly insecureAllowDebug?: boolean;
  /** The DER of another root: a test root, whose key anyone may have. */
  readonly insecureRoot?: Hex;
}
export interface AttestationClaims {
  readonly moduleId: string;
  readonly digest: string;
  readonly timestampMs: number;
  readonly pcrs: { readonly [index: string]: string };
  readonly publicKey?: string;
  readonly userData?: string;
  readonly nonce?: string;
  /** From the root to the certificate of the enclave. */
  readonly chain: readonly { readonly sha256: string; readonly bytes: number }[];
}
export interface Attestation {
  readonly moduleId: string;
  readonly timestampMs: number;
  /** The place of the build in the policy. */
  readonly build?: number;
  readonly pcrs: { readonly [index: string]: string };
  readonly publicKey?: string;
  readonly userData?: string;
  readonly payloadDigest: string;
}
/** What a document claims. Show it, and decide nothing by it. */
export function inspectAttestation(document: Bytes): Promise<AttestationClaims>;
/** What a document says, after every check of the policy; a document that is refused throws the check's code. */
export function verifyAttestation(
  document: Bytes,
  options: {
    readonly policy: AttestationPolicy;
    /** The random bytes that were sent for this document. */
    readonly nonce?: Bytes;
    /** Unix time in milliseconds, by a clock that the sender does not set; that of this device unless said otherwise. */
    readonly now?: number;
  },
): Promise<Attestation>;

/** What asks an enclave for evidence: send the message, and keep the nonce. */
export function enclaveHello(): Promise<{ readonly nonce: Uint8Array; readonly message: Uint8Array }>;
export interface EnclaveRequest {
  /** The data key of the envelope, or without `keyId` one that a key service unwraps for the enclave. */
  readonly key: Bytes;
  readonly keyId?: string;
  readonly envelope?: Bytes;
  readonly context?: { readonly [name: string]: string };
  /** The number of the destination in the enclave's table. */
  readonly destination: number;
  readonly prompt?: string;
  readonly deadlineMs?: number;
  readonly answerLen?: number;
}
export interface EnclaveExchange {
  readonly message: Uint8Array;
}
/** Verifies the evidence of an enclave, and seals a request to it. */
export function sealToEnclave(
  request: EnclaveRequest,
  options: {
    readonly evidence: Bytes;
    readonly policy: AttestationPolicy;
    readonly nonce: Bytes;
    readonly now?: number;
    /** Random bytes for tests: the same twice give the same keys twice. */
    readonly insecureRandom?: (length: number) => Uint8Array;
  },
): Promise<EnclaveExchange>;
/** Opens the answer to a request, once. A refusal throws `enclave_refused`, whose `refusal` is the enclave's code. */
export function openFromEnclave(exchange: EnclaveExchange, answer: Bytes): Promise<string>;
