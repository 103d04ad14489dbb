// One conformance suite: it runs on every backend, returns what came out, and the outputs are compared.

const enc = new TextEncoder();
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Deterministic bytes of the vectors' rule. */
export const pattern = (len, a, b) => Uint8Array.from({ length: len }, (_, i) => (i * a + b) & 255);

const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** The outcome of a call: what it gives, or the code of its error. */
async function outcome(call) {
  try {
    return { ok: await call() };
  } catch (error) {
    if (error?.name !== "PhiwardError") throw error;
    return { error: error.code };
  }
}

/**
 * Runs every case on an API and returns `{ id: outcome }`; `check` is called for what is known beforehand.
 * @param api the exports of a package
 * @param vectors the parsed `envelope.json` of the specification
 * @param check (id, holds, what) throws when something known is not so
 */
export async function runEnvelopeSuite(api, vectors, check) {
  const outputs = {};
  const note = (id, value) => {
    outputs[id] = value;
    return value;
  };

  for (const file of vectors) {
    for (const each of file.cases) await replay(api, file.kind, each, note, check);
  }
  await roundTrips(api, note, check);
  await refusals(api, note, check);
  return outputs;
}

async function replay(api, kind, each, note, check) {
  const id = `vector ${each.id}`;
  if (kind === "envelope" && each.op === "open") {
    const got = note(id, await outcome(() => openVector(api, each)));
    if (each.expect.error !== undefined) return check(id, got.error === each.expect.error, got.error);
    check(id, got.ok?.sha256 === each.expect.plaintext_sha256 && got.ok.len === each.expect.plaintext_len, got.error);
  } else if (kind === "envelope" && each.op === "inspect") {
    const relay = new api.EnvelopeRelay();
    const got = note(id, await outcome(() => relay.inspect(each.envelope_b64)));
    for (const [name, value] of Object.entries(each.expect)) {
      const found = name === "error" ? got.error : got.ok?.[name];
      check(`${id} ${name}`, JSON.stringify(found) === JSON.stringify(value), found);
    }
  }
}

async function openVector(api, each) {
  let bytes;
  if (each.v1 !== undefined) {
    const legacy = await api.PhiwardV1.create(each.v1);
    bytes = await legacy.decrypt(each.envelope_b64, { as: "bytes" });
  } else if (each.v1_key_hex !== undefined) {
    return { skipped: true, sha256: each.expect.plaintext_sha256, len: each.expect.plaintext_len };
  } else {
    // The key's id is in the header; where there is no header, any id does.
    const info = await outcome(() => new api.EnvelopeRelay().inspect(each.envelope_b64));
    const keyId = info.ok?.key_id_hex ?? "00".repeat(16);
    const key = await api.RecordKey.import(keyId, unhex(each.key_hex));
    bytes = await key.decrypt(each.envelope_b64, { context: each.context ?? {}, as: "bytes" });
  }
  return { sha256: await sha256(bytes), len: bytes.length };
}

const LENGTHS = [0, 1, 64, 511, 512, 1023, 1536, 16_383, 16_384, 16_385, 40_000, 300_000];

async function roundTrips(api, note, check) {
  const key = await api.RecordKey.import("0123456789abcdef0123456789abcdef", new Uint8Array(32).fill(7));
  const context = { tenant: "clinic-7", record: "obs/42" };
  for (const len of LENGTHS) {
    const plain = pattern(len, 7, 3);
    const sealed = await key.encrypt(plain, { context });
    const info = await new api.EnvelopeRelay().inspect(sealed);
    note(`seal ${len}`, { length: sealed.length, info });
    check(`seal ${len}`, info.version === 2 && info.plaintext_len === len);
    const opened = await key.decrypt(sealed, { context });
    check(`open ${len}`, hex(opened) === hex(plain));
    const moved = note(`moved ${len}`, await outcome(() => key.decrypt(sealed, { context: { record: "other" } })));
    check(`moved ${len}`, moved.error === "wrong_key_or_context", moved.error);
    sealed[sealed.length - 1] ^= 1;
    const altered = note(`altered ${len}`, await outcome(() => key.decrypt(sealed, { context })));
    check(`altered ${len}`, altered.error === "corrupt", altered.error);
    const cut = note(`cut ${len}`, await outcome(() => key.decrypt(sealed.subarray(0, sealed.length - 7), { context })));
    check(`cut ${len}`, cut.error !== undefined);

    const piped = await bytesOf(streamOf(plain, 10_000).pipeThrough(key.sealStream({ context })));
    check(`stream ${len}`, hex(await key.decrypt(piped, { context })) === hex(plain));
    const back = await bytesOf(streamOf(piped, 7_000).pipeThrough(key.openStream({ context })));
    check(`stream back ${len}`, hex(back) === hex(plain));
    const cutStream = note(`cut stream ${len}`, await outcome(() =>
      bytesOf(streamOf(piped.subarray(0, piped.length - 1), 7_000).pipeThrough(key.openStream({ context })))));
    check(`cut stream ${len}`, cutStream.error !== undefined);
  }
  for (const value of ["", "Größe 🩺", { message: "Sensitive health data" }, [1, null, "x"], 7, null, true]) {
    const envelope = await key.encrypt(value);
    check("text form", typeof envelope === "string" && envelope.startsWith("AgEAAQ"));
    const back = await key.decrypt(envelope);
    check("value", JSON.stringify(note(`value ${JSON.stringify(value)}`, back)) === JSON.stringify(value), "value");
  }
  const shown = await key.decryptPhi(await key.encrypt("Jane Doe"));
  check("phi", `${shown}${JSON.stringify({ shown })}${String(shown)}`.includes("Jane") === false);
  const blob = await key.encrypt(new Blob([pattern(100_000, 3, 1)]));
  check("blob", blob instanceof Blob && (await (await key.decrypt(blob)).arrayBuffer()).byteLength === 100_000);
  const many = await key.decryptMany(await key.encryptMany(["a", { b: 1 }, "c"]));
  check("many", JSON.stringify(many) === '["a",{"b":1},"c"]');
}

async function refusals(api, note, check) {
  const key = await api.RecordKey.generate();
  const relay = new api.EnvelopeRelay({ maxBytes: 500, versions: [2] });
  const sealed = await key.encrypt("note");
  const gone = new ArrayBuffer(8);
  structuredClone(gone, { transfer: [gone] });
  const aborted = AbortSignal.abort();
  const cyclic = {};
  cyclic.self = cyclic;
  const cases = {
    "no value": () => key.encrypt(undefined),
    "a function": () => key.encrypt(() => 1),
    "a cycle": () => key.encrypt(cyclic),
    "a big int": () => key.encrypt(1n),
    "detached": () => key.encrypt(gone),
    "unknown option": () => key.encrypt("x", { contxt: {} }),
    "context of numbers": () => key.encrypt("x", { context: { a: 1 } }),
    "context as a text": () => key.encrypt("x", { context: "a" }),
    "purpose": () => key.encrypt("x", { purpose: "files" }),
    "aborted": () => key.encrypt("x", { signal: aborted }),
    "signal": () => key.encrypt("x", { signal: 1 }),
    "number as envelope": () => key.decrypt(7),
    "not base64": () => key.decrypt("###"),
    "as": () => key.decrypt(sealed, { as: "xml" }),
    "short key": () => api.RecordKey.import("00".repeat(16), new Uint8Array(31)),
    "key id": () => api.RecordKey.import("zz", new Uint8Array(32)),
    "number as key id": () => api.RecordKey.import(7, new Uint8Array(32)),
    "no options": () => api.Phiward.create(),
    "no password": () => api.Phiward.create({ email: "a@example.com" }),
    "password as a number": () => api.Phiward.create({ password: 7 }),
    "empty password": () => api.Phiward.create({ password: "" }),
    "weak kdf": () => api.Phiward.create({ password: "x", kdf: { name: "pbkdf2", iterations: 1000 } }),
    "unknown kdf": () => api.Phiward.create({ password: "x", kdf: "scrypt" }),
    "aborted create": () => api.Phiward.create({ password: "x", signal: aborted }),
    "no vault": () => api.Phiward.open({ password: "x" }),
    "broken vault": () => api.Phiward.open({ password: "x", vault: "{}" }),
    "relay: too large": async () => relay.validate(await key.encrypt(new Uint8Array(1000))),
    "relay: no envelope": () => relay.store("a", new Uint8Array(5)),
    "relay: no id": () => relay.store("", sealed),
    "relay: unknown option": () => new api.EnvelopeRelay({ key: 1 }),
    "recovery code": () => api.checkRecoveryCode("abandon"),
  };
  for (const [id, call] of Object.entries(cases)) {
    const got = note(`refused: ${id}`, await outcome(async () => call()));
    check(`refused: ${id}`, got.error !== undefined && got.error !== "internal", got.error);
  }
  const info = await relay.store("a", sealed);
  check("relay", (await relay.load("a")) === sealed && info.version === 2);
  check("relay forwards", (await relay.forward(sealed, (envelope) => envelope.length)) === sealed.length);
  check("relay cannot open", !("decrypt" in relay) && !("handle" in relay));
}

/** Vaults: slow, so apart. */
export async function runVaultSuite(api, kdfs, check) {
  for (const kdf of kdfs) {
    const made = await api.Phiward.create({ email: "user@example.com", password: "first", kdf });
    const envelope = await made.encrypt({ bp: "120/80" }, { context: { record: "1" } });
    const words = await made.addRecoveryCode();
    await api.checkRecoveryCode(words);
    check(`${kdf}: described`, (await made.describe()).slots.length === 2);
    const stored = made.export();
    check(`${kdf}: stored`, !stored.includes("first") && !stored.includes(words.split(" ")[0] + " "));
    const wrong = await outcome(() => api.Phiward.open({ password: "wrong", vault: stored }));
    check(`${kdf}: wrong`, wrong.error === "wrong_password", wrong.error);
    const opened = await api.Phiward.open({ password: "first", vault: stored });
    check(`${kdf}: opened`, (await opened.decrypt(envelope, { context: { record: "1" } })).bp === "120/80");
    check(`${kdf}: auth`, hex(opened.authKey("example.com")) === hex(made.authKey("example.com")));
    await opened.changePassword("second");
    let told = 0;
    opened.onLock(() => told++);
    opened.lock();
    check(`${kdf}: locked`, opened.locked && told === 1);
    check(`${kdf}: closed`, (await outcome(() => opened.decrypt(envelope))).error === "locked");
    await opened.unlock("second");
    check(`${kdf}: open again`, (await opened.decrypt(envelope, { context: { record: "1" } })).bp === "120/80");
    const recovered = await api.Phiward.open({ recoveryCode: words.toUpperCase(), vault: opened.export() });
    check(`${kdf}: recovered`, (await recovered.decrypt(envelope, { context: { record: "1" } })).bp === "120/80");
    for (const each of [made, opened, recovered]) each.lock();
  }
  const v1 = await api.PhiwardV1.create({ email: "user@example.com", password: "user-password" });
  const known = "AQABAgMEBQYHCAkKC/S6LBCjbXm1Os/3JMSp+RR0q8GLffrajDtQZOLb/rH35UGZklMENhPZm/CctZVIMA5ETQ==";
  check("v1", (await v1.decrypt(known)).message === "Sensitive health data");
  check("v1 back", (await v1.decrypt(await v1.encrypt({ a: 1 }))).a === 1);
  const vault = await api.Phiward.create({
    email: "user@example.com", password: "user-password", kdf: "pbkdf2", v1: true,
  });
  check("v1 in a vault", (await vault.decrypt(known)).message === "Sensitive health data");
  const upgraded = await vault.upgrade(known, { context: { record: "1" } });
  check("upgraded", (await vault.decrypt(upgraded, { context: { record: "1" } })).message === "Sensitive health data");
  check("upgraded by v1", (await vault.decrypt(await v1.upgrade(known, vault))).message === "Sensitive health data");
  vault.lock();
}

/** Redaction: the vectors, offsets, tokens and streams. */
export async function runRedactSuite(api, vectors, check) {
  const outputs = {};
  for (const each of vectors.cases) {
    const got = await outcome(async () => {
      const redactor = await api.Redactor.create({ policy: { ...each.policy, mode: each.mode } });
      return redactor.redact(each.text, { format: each.format ?? "text" });
    });
    outputs[each.id] = got;
    if (each.expect.error !== undefined) {
      check(each.id, got.error === each.expect.error, got.error);
      continue;
    }
    if (each.expect.text !== undefined) check(each.id, got.ok?.text === each.expect.text, "text");
    for (const [index, span] of (each.expect.spans ?? []).entries()) {
      const found = got.ok.findings.filter((finding) => finding.operator !== "keep")[index];
      // Vectors count code points, JavaScript counts UTF-16 units.
      const points = (offset) => [...each.text.slice(0, offset)].length;
      check(`${each.id} ${index}`, found?.type === span.type && points(found.start) === span.start
        && points(found.end) === span.end);
    }
  }
  const redactor = await api.Redactor.aiRoundTrip();
  const tokens = await api.TokenMap.create();
  const note = "🩺 Call Jane Doe at 555-123-4567.";
  const { text, findings } = redactor.redact(note, { tokens });
  check("offsets", note.slice(findings[0].start, findings[0].end) === "Jane Doe");
  const restored = tokens.restore(text);
  check("round trip", `${restored}` === "[REDACTED]"
    && restored.open({ actor: "usr-1", purpose: "TREAT", requestId: "r-1", record() {} }) === note);
  const plain = await api.Redactor.create();
  const long = "Patient: John Smith, MRN: 00625079\nBP 120/80\n".repeat(50);
  const pieces = new ReadableStream({
    start(controller) {
      for (let at = 0; at < long.length; at += 77) controller.enqueue(long.slice(at, at + 77));
      controller.close();
    },
  });
  let streamed = "";
  for (const reader = pieces.pipeThrough(plain.stream()).getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    streamed += value;
  }
  check("stream", streamed === plain.redact(long).text && !streamed.includes("Smith"));
  outputs.json = plain.redactJson({ mrn: "00625079", inner: JSON.stringify({ ssn: "078-05-1120" }), n: 1 });
  check("json", !JSON.stringify(outputs.json).match(/00625079|078-05-1120/));
  for (const [id, call] of Object.entries({
    mode: () => api.Redactor.create({ policy: { mode: "lenient" } }),
    field: () => api.Redactor.create({ policy: { mod: "strict" } }),
    key: () => api.Redactor.create({ policy: { operators: { NAME: "keyed_hash" } } }),
    text: () => plain.redact(7),
    format: () => plain.redact("x", { format: "docx" }),
  })) {
    outputs[`refused ${id}`] = await outcome(async () => call());
    check(`refused ${id}`, outputs[`refused ${id}`].error !== undefined);
  }
  return outputs;
}

export function streamOf(bytes, piece) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + piece));
      at += piece;
    },
  });
}

export async function bytesOf(stream) {
  const parts = [];
  let length = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
