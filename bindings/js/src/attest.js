// Attestation of an enclave, and a session with it.

import * as check from "./check.js";
import { configuration, record } from "./configuration.js";
import { core, PhiwardError } from "./errors.js";

const MAKE = Symbol("make");
const NONCE_LEN = 32;
const SEED_LEN = 64;
const NONE = new Uint8Array(0);

/** Makes functions and class over one backend. */
export function attestation(backend) {
  const native = () => backend.native();
  const random = (length) => core(() => native().randomBytes(length));

  /** What a document claims. Show it, and decide nothing by it. */
  async function inspectAttestation(document) {
    const bytes = check.bytes(document, "document");
    await backend.ready();
    return record(core(() => native().inspectAttestation(bytes)));
  }

  /** What a document says, after every check of the policy; a document that is refused throws the check's code. */
  async function verifyAttestation(document, options) {
    const { policy, nonce, now } = check.options(options, ["policy", "nonce", "now"]);
    const bytes = check.bytes(document, "document");
    const [json, answered] = [policyOf(policy), nonce === undefined ? NONE : check.bytes(nonce, "nonce")];
    await backend.ready();
    return record(core(() => native().verifyAttestation(bytes, json, answered, timeOf(now))));
  }

  /** What asks an enclave for evidence: send the message, and keep the nonce. */
  async function enclaveHello() {
    await backend.ready();
    const nonce = random(NONCE_LEN);
    return { nonce, message: core(() => native().enclaveHello(nonce)) };
  }

  /** A request that was sealed to an enclave, and what opens its answer. */
  class EnclaveExchange {
    static name = "EnclaveExchange";
    #exchange;

    constructor(token, exchange) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use sealToEnclave");
      this.#exchange = exchange;
    }

    /** What is sent to the enclave. */
    get message() {
      return this.#exchange.message();
    }

    /** @internal */
    open(answer) {
      return JSON.parse(core(() => this.#exchange.open(answer)));
    }
  }

  /**
   * Verifies the evidence of an enclave, and seals a request to it. Nothing is sealed to an enclave that the policy
   * does not allow.
   */
  async function sealToEnclave(request, options) {
    const { evidence, policy, nonce, now, insecureRandom = random } = check.options(options, [
      "evidence", "policy", "nonce", "now", "insecureRandom",
    ]);
    const { key, envelope, ...said } = check.options(request, [
      "key", "keyId", "envelope", "context", "destination", "prompt", "deadlineMs", "answerLen",
    ]);
    const proof = check.bytes(evidence, "evidence");
    const [json, answered] = [policyOf(policy), check.bytes(nonce, "nonce")];
    const secret = check.bytes(key, "key");
    const sealed = envelope === undefined ? NONE : check.bytes(envelope, "envelope");
    const text = JSON.stringify(configuration(said, "context"));
    await backend.ready();
    const time = timeOf(now);
    const session = core(() => native().EnclaveSession.verify(proof, json, answered, time));
    return new EnclaveExchange(MAKE, core(() => session.seal(text, secret, sealed, insecureRandom(SEED_LEN), time)));
  }

  /** Opens the answer to a request, once. A refusal of the enclave throws `enclave_refused` with its code. */
  async function openFromEnclave(exchange, answer) {
    const bytes = check.bytes(answer, "answer");
    const { text, refusal } = check.instance(exchange, EnclaveExchange, "exchange").open(bytes);
    if (refusal === "") return text;
    const error = new PhiwardError("enclave_refused", "the enclave refused the request");
    error.refusal = refusal;
    throw error;
  }

  return { inspectAttestation, verifyAttestation, enclaveHello, sealToEnclave, openFromEnclave };
}

const policyOf = (policy) => JSON.stringify(configuration(check.object(policy, "policy")));

function timeOf(now) {
  if (now === undefined) return Date.now();
  return check.count(now, "now");
}
