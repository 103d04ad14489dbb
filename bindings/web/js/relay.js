// @phiward/web/relay: a server's side of envelopes, for workers at the edge. It has no way to open one.

import { relays } from "../../js/src/relay.js";
import { capability } from "./core.js";

export { PhiwardError } from "../../js/src/errors.js";

/** The v1 example of the source documents says of itself what it is. */
function testInspection({ inspect, fromText }) {
  const known = fromText("AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==");
  return inspect(known) === '{"plaintext_len":35,"version":1}';
}

const entry = capability(
  () => import("../gen/late.js"),
  () => new URL("./late_bg.wasm", import.meta.url),
  testInspection,
);

export const { init } = entry;
export const EnvelopeRelay = relays({ late: entry.backend.ready });
