// A question about a note. The page verifies the enclave, seals the note to it, and opens the answer; the service in
// between carries both and reads neither, and the model behind the enclave sees tokens in the place of names.

import { RecordKey } from "@phiward/web";
import { enclaveHello, openFromEnclave, sealToEnclave } from "@phiward/web/attest";
import { APP } from "./account.js";
import { requestOnce, ServerError } from "./api.js";

const PATH = "/v1/ai/analyze";
/** The types of the frames that the parent of an enclave carries. */
const [HELLO, REQUEST] = [1, 3];
/** The number of the model in the enclave's table. */
const DESTINATION = 1;
/** An enclave that could not keep to its windows of plaintext has sent nothing, and may be asked again. */
const TRIES = 3;

/** Which enclave may read. It stands beside the page's own scripts, and is as trusted as they are. */
async function policy() {
  const response = await fetch("./policy.json", { cache: "no-store" }).catch(() => undefined);
  if (response === undefined) throw new ServerError(0, "unreachable");
  if (!response.ok) throw new ServerError(404, "no_enclave");
  return response.json();
}

/** Asks; `step` is told how far it is. */
export async function ask(session, { id, text, question }, step) {
  for (let tries = 1; ; tries++) {
    try {
      return await once(session, { id, text, question }, step);
    } catch (error) {
      if (error.code !== "enclave_refused" || error.refusal !== "internal" || tries === TRIES) throw error;
    }
  }
}

async function once({ name, bearer }, { id, text, question }, step) {
  const allowed = await policy();
  // The key of the vault stays here: the enclave gets a key of its own for this one question.
  const key = await RecordKey.generate();
  const context = { app: APP, account: name, note: id };
  const envelope = await key.encrypt(new TextEncoder().encode(text), { context });
  const secret = key.exportSecret();
  try {
    step("Asking the enclave to prove what it is");
    const { nonce, message } = await enclaveHello();
    const evidence = await post(bearer, HELLO, message);
    const asked = { key: secret, keyId: key.keyId, envelope, context, destination: DESTINATION, prompt: question };
    const exchange = await sealToEnclave(asked, { evidence, nonce, policy: allowed });
    step("Verified. The note is on its way, sealed");
    return await openFromEnclave(exchange, await post(bearer, REQUEST, exchange.message));
  } finally {
    secret.fill(0);
  }
}

async function post(token, type, body) {
  const bytes = new Uint8Array(1 + body.length);
  bytes[0] = type;
  bytes.set(body, 1);
  const answer = await requestOnce("POST", PATH, { token, bytes });
  return answer.body.subarray(1);
}

const REFUSED = {
  pcr_mismatch: ["It is another program", "The enclave does not run the program that this page trusts. Your note was not sent."],
  terms_mismatch: ["It works under other terms", "The enclave would redact, or send, in another way than this page allows. Your note was not sent."],
  debug_mode: ["It runs in debug mode", "In that mode its host could read everything. Your note was not sent."],
  too_old: ["Its proof is out of date", "The proof is too old, or the clock of this device is wrong. Your note was not sent."],
  certificate_expired: ["Its certificate is out of date", "A certificate is not valid now, or the clock of this device is wrong. Your note was not sent."],
  nonce_mismatch: ["Its proof is an old one", "The proof answers somebody else's question, so it may be replayed. Your note was not sent."],
  untrusted_root: ["Nobody we trust vouches for it", "The proof does not lead to the authority that this page trusts. Your note was not sent."],
  enclave_down: ["The enclave cannot be reached", "The service is there, the enclave behind it does not answer."],
  no_enclave: ["No enclave was set up", "This service was started without one."],
  unreachable: ["The service cannot be reached", "Without a network nothing can be asked. Your note stays here."],
};

/** What an error means to a person: a title and a sentence. */
export function explain(error) {
  const known = REFUSED[error.code];
  if (known !== undefined) return known;
  if (error.code === "enclave_refused") {
    return ["The enclave refused", `It was verified and has sent nothing on (${error.refusal}). Ask again in a moment.`];
  }
  if (error.name === "PhiwardError") return ["The proof is not good", "Your note was not sent."];
  return error.status === 429
    ? ["Too many questions", "The service asks for a pause."]
    : ["That did not work", "The service has not answered as it should."];
}
