// Seals a record, verifies the enclave, asks, and opens the answer.

import { RecordKey } from "/bindings/web/dist/index.js";
import { enclaveHello, openFromEnclave, sealToEnclave } from "/bindings/web/dist/attest.js";

const [HELLO, REQUEST] = [1, 3];
const DESTINATION = 1;
const CONTEXT = { tenant: "clinic-7", record: "obs/42" };

// In an app the policy is in its own code: a policy that comes from the server verifies nothing. Here the build is made
// anew for each run of the example, by a root whose name says INSECURE.
const policy = await (await fetch("/policy.json")).json();

/** Sends one message to the enclave through its parent: a byte for the type, and the body. */
async function post(type, body) {
  const message = new Uint8Array(1 + body.length);
  message[0] = type;
  message.set(body, 1);
  const response = await fetch("/v1/enclave", { method: "POST", body: message });
  if (!response.ok) throw new Error(`the parent answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer()).subarray(1);
}

/** Asks about a record. Neither leaves this page unsealed. */
export async function ask(record, prompt) {
  const key = await RecordKey.generate();
  const envelope = await key.encrypt(new TextEncoder().encode(record), { context: CONTEXT });
  const { nonce, message } = await enclaveHello();
  const evidence = await post(HELLO, message);
  const request = {
    key: key.exportSecret(), keyId: key.keyId, envelope, context: CONTEXT, destination: DESTINATION, prompt,
  };
  const exchange = await sealToEnclave(request, { evidence, policy, nonce });
  return openFromEnclave(exchange, await post(REQUEST, exchange.message));
}

const element = (id) => document.getElementById(id);
element("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  element("answer").textContent = "";
  try {
    element("answer").textContent = await ask(element("record").value, element("prompt").value);
  } catch (error) {
    element("answer").textContent = `refused: ${error.refusal ?? error.code ?? error.message}`;
  }
  const seen = await (await fetch("/record.json")).json();
  element("record-of-the-model").textContent = seen.at(-1)?.messages.at(-1).content ?? "nothing";
});
window.enclave = { ask, post, policy };
window.ready = true;
