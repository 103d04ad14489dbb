// The suites of resilience, search and attestation: they run on every backend, and their outputs are compared.

const HEX = /../g;
export const unhex = (digits) => Uint8Array.from(digits.match(HEX) ?? [], (pair) => parseInt(pair, 16));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What a call throws, as its code. */
export async function thrown(call) {
  try {
    await call();
    return "nothing";
  } catch (error) {
    return error.name === "PhiwardError" ? error.code : `${error.name} ${error.message}`;
  }
}

/** Breakers, retries, limits and idempotency keys over a clock that does not tick by itself. */
export async function runResilienceSuite(api, check) {
  const outputs = {};
  let now = 0;
  const clock = () => now;
  const failing = () => Promise.reject(new api.VendorError("http", { status: 503 }));

  const changes = [];
  const options = {
    trip: { kind: "count_window", size: 4, minCalls: 2, failureRate: 0.5 }, openMs: 1000,
    halfOpen: { maxConcurrent: 1, successesToClose: 1 }, clock, onStateChange: (change) => changes.push(change),
  };
  const breaker = await api.CircuitBreaker.create(options);
  check("breaker ok", (await breaker.run(() => 7)) === 7);
  check("vendor error", (await thrown(() => breaker.run(failing))) === "VendorError the service did not do what was asked");
  now = 10;
  const refused = await breaker.run(() => 1).catch((error) => error);
  outputs.refused = [refused.code, refused.retryable, refused.retryAfterMs, breaker.state];
  now = 1000;
  // A probe that is aborted gives its permit back, and the next one closes the breaker.
  const controller = new AbortController();
  const probe = breaker.run(() => new Promise(() => {}), { signal: controller.signal });
  outputs.second = await thrown(() => breaker.run(() => 1));
  controller.abort();
  outputs.aborted = await thrown(() => probe);
  outputs.probe = await breaker.run(() => "closed again");
  outputs.changes = changes;
  outputs.counts = breaker.counts();
  const restored = await api.CircuitBreaker.restore(breaker.snapshot(), options);
  outputs.restored = [restored.state, await restored.run(async ({ signal }) => signal === undefined)];
  breaker.forceOpen();
  outputs.forced = await breaker.run(() => 1).catch((error) => [error.code, error.retryAfterMs ?? null]);
  breaker.forceClose();
  const slow = await api.CircuitBreaker.create({ trip: { kind: "consecutive", failures: 1 }, callTimeoutMs: 5 });
  outputs.timeout = [await thrown(() => slow.run(({ signal }) => new Promise((_, no) => (signal.onabort = () => no(signal))))), slow.state];
  // Failures in a row, with calls on their way while others fail: what the core would say is said without it too.
  const row = await api.CircuitBreaker.create({ trip: { kind: "consecutive", failures: 2 }, openMs: 100, clock });
  const [gates, way] = [[], []];
  const gate = () => new Promise((yes, no) => gates.push({ yes, no }));
  for (let i = 0; i < 5; i++) way.push(row.run(gate).catch(() => "failed"));
  gates[0].no(new Error("x"));
  await way[0];
  gates[1].yes("a success between two failures");
  await way[1];
  gates[2].no(new Error("x"));
  await way[2];
  const between = row.state;
  gates[3].no(new Error("x"));
  await way[3];
  const opened = row.state;
  gates[4].yes("too late to count");
  await way[4];
  const told = await Promise.all([row.run(() => 1), row.run(() => 1)].map((call) => call.catch((error) => error)));
  check("one opening, one error", told[0] === told[1] && told[0].retryAfterMs === 100);
  now += 60;
  check("the wait that is left", told[0].retryAfterMs === 40);
  now += 40;
  outputs.row = [between, opened, row.state, await row.run(() => "probe"), row.state, row.counts()];
  // What the service refuses for the caller's sake is no failure of the service.
  const strict = await api.CircuitBreaker.create({ trip: { kind: "consecutive", failures: 1 }, clock });
  await thrown(() => strict.run(() => Promise.reject(new api.VendorError("http", { status: 404 }))));
  outputs.ignored = strict.state;

  const waits = [];
  const sleep = async (ms) => void waits.push(ms);
  const policy = { maxAttempts: 4, backoff: { initialMs: 100, factor: 2, maxMs: 5000 }, jitter: "full" };
  let calls = 0;
  const flaky = () => {
    calls += 1;
    if (calls === 1) throw new api.VendorError("http", { status: 429, retryAfter: "2" });
    if (calls === 2) throw new api.VendorError("http", { status: 503 });
    return calls;
  };
  outputs.retried = await api.retry(flaky, { policy, sleep, clock, random: () => 0.5 });
  outputs.waits = waits;
  const ends = [];
  const always = (error) => thrown(() => api.retry(() => Promise.reject(error), {
    policy, sleep, clock, random: () => 0, onGiveUp: (end) => ends.push(end),
  }));
  await always(new api.VendorError("http", { status: 503 }));
  await always(new api.VendorError("http", { status: 400 }));
  await always(new api.VendorError("http", { status: 503, retryAfter: "900" }));
  const budget = await api.RetryBudget.create({ kind: "grpc_tokens", maxTokens: 4, tokenRatio: 0.1, clock });
  await thrown(() => api.retry(failing, { policy, sleep, clock, budget, random: () => 0, onGiveUp: (end) => ends.push(end) }));
  outputs.ends = ends;
  outputs.presets = await Promise.all(["interactive", "api", "job"].map(async (name) => {
    const delays = [];
    await thrown(() => api.retry(failing, { policy: name, clock, random: () => 0, sleep: async (ms) => void delays.push(ms) }));
    return delays;
  }));
  const stop = new AbortController();
  const stopped = api.retry(failing, { policy, signal: stop.signal });
  setTimeout(() => stop.abort(), 5);
  outputs.stopped = await thrown(() => stopped);

  now = 0;
  const rules = { algorithm: "gcra", limits: [{ limit: 2, windowMs: 1000 }], clock, sleep: async (ms) => void (now += ms) };
  const limiter = await api.RateLimiter.create(rules);
  outputs.limits = [limiter.check("a"), limiter.check("a"), limiter.check("a"), limiter.check("a", 3), limiter.check("b")];
  outputs.taken = await thrown(() => limiter.take("a"));
  const again = await api.RateLimiter.restore(limiter.snapshot(), rules);
  outputs.waited = [again.check("a").allowed, (await again.wait("a")).allowed, now];
  outputs.tier = (await api.RateLimiter.create({ tier: "anonymous", clock })).check("k", 5);

  const key = await api.RecordKey?.generate();
  for (const storage of [undefined, storageOf()]) {
    const store = await api.IdempotencyStore.create({ ttlMs: 1000, inFlightLeaseMs: 100, clock, storage, keys: key });
    let executed = 0;
    const run = (print, call = () => ({ executed: ++executed })) => store.run("k", print, call);
    const inside = [];
    const first = run("f", async () => {
      inside.push(await thrown(() => run("f")), await thrown(() => run("g")));
      return { executed: ++executed };
    });
    const name = storage === undefined ? "memory" : "storage";
    outputs[`idempotency ${name}`] = [await first, await run("f"), inside, executed, await thrown(() => run("g"))];
    if (key !== undefined && storage !== undefined) check("sealed", !JSON.stringify([...storage.records]).includes("executed"));
    // A call that surely did nothing gives its key back; one that may have worked keeps it until its lease ends.
    const refusedCall = () => Promise.reject(new api.VendorError("http", { status: 400 }));
    await thrown(() => store.run("r", "f", refusedCall));
    await thrown(() => store.run("u", "f", () => Promise.reject(new Error("connection reset"))));
    outputs[`failed ${name}`] = [await store.run("r", "f", () => 1), await thrown(() => store.run("u", "f", () => 1))];
  }
  outputs.classes = [["resend", { status: 429, name: "daily_quota_exceeded" }], ["twilio", { name: "21610" }],
    ["http", { status: 503, retryAfter: "Thu, 01 Jan 1970 00:01:00 GMT" }], ["postgres", { name: "40001" }]]
    .map(([vendor, error]) => api.classifyError(vendor, error, 50_000));

  outputs.codes = await Promise.all([
    () => api.CircuitBreaker.create({ opneMs: 1 }),
    () => api.CircuitBreaker.create({ openMs: 0 }),
    () => api.CircuitBreaker.create({ openMs: NaN }),
    () => api.CircuitBreaker.create({ clock: 1 }),
    () => api.CircuitBreaker.create("x"),
    () => api.CircuitBreaker.restore("zz"),
    () => breaker.run("x"),
    () => breaker.run(() => 1, { signal: AbortSignal.abort() }),
    () => api.retry(() => 1, { policy: "batch" }),
    () => api.retry(() => 1, { policy: { maxAttempts: "3" } }),
    () => api.retry(() => 1, { polcy: "api" }),
    () => api.RateLimiter.create({ tier: "gold" }),
    () => api.RateLimiter.create({ tier: "free", capacity: -1 }),
    () => limiter.check(7),
    () => api.IdempotencyStore.create({ storage: {} }),
    () => api.classifyError("acme", { status: 500 }),
    () => api.classifyError("http", { status: "500" }),
  ].map(thrown));
  return outputs;
}

/** A store such as Redis, which knows nothing of what it keeps. */
function storageOf() {
  const records = new Map();
  return {
    records,
    load: async (key) => records.get(key),
    async compareAndSet(key, expected, record) {
      if (records.get(key) !== expected) return false;
      if (record === undefined) records.delete(key);
      else records.set(key, record);
      return true;
    },
  };
}

const CORPUS = [
  { _id: "A:101#T", agency: "A", number: "TP-101", name: "Cardiac Chest Pain", section: "Treatment",
    text: "Sample text \u{1F691} not clinical guidance. Aspirin is a word here.", codes: ["CPSC"] },
  { _id: "A:102#T", agency: "A", number: "TP-102", name: "Seizure", section: "Treatment", text: "Sample text." },
  { _id: "B:7#T", agency: "B", number: "7", name: "Burns", section: "Treatment", text: "Sample text." },
];

/** The cases of the specification, and what the package adds to them. */
export async function runSearchSuite(api, vectors, check) {
  const outputs = {};
  const indexes = {};
  for (const [name, corpus] of Object.entries(vectors.corpora)) {
    indexes[name] = await api.SearchIndex.open(await api.buildIndex(corpus));
  }
  for (const { id, corpus, query, filters, expect } of vectors.cases) {
    if (typeof corpus !== "string" || indexes[corpus] === undefined) continue;
    const index = indexes[corpus];
    const options = { ...filters, agency: filters?.agency ?? "" };
    let answer;
    try {
      answer = index.search(query, options);
    } catch (error) {
      answer = { error: error.code };
    }
    outputs[id] = answer;
    if (expect?.abstained !== undefined) check(id, (answer.answer === "abstain") === expect.abstained, JSON.stringify(answer));
    if (expect?.reason !== undefined) check(id, answer.reason === expect.reason, answer.reason);
    if (expect?.error !== undefined) check(id, answer.error === expect.error, answer.error);
  }
  const index = await api.SearchIndex.open(await api.buildIndex(CORPUS));
  const answer = index.search("aspirin", { agency: "A", explain: true });
  const [hit] = answer.protocols;
  const { snippet } = hit.sections[0];
  check("highlight", snippet.highlights.some(([start, end]) => snippet.text.slice(start, end) === "Aspirin"), snippet.text);
  check("explanation", hit.explanation.reasons.reduce((sum, reason) => sum + reason.points, 0) === hit.score);
  outputs.explained = answer;
  outputs.suggested = index.suggest("sei", { agency: "A" });
  outputs.lines = (await api.buildIndex(CORPUS.map((section) => JSON.stringify(section)).join("\n"))).length;
  const next = await api.buildIndex([{ _id: "B:8", agency: "B", number: "8", name: "Smoke" }, { _id: "C:1", agency: "C", number: "TP-901", name: "Hypothermia" }],
    { profiles: { B: { aliases: ["bee"], pediatricBelow: [15, "years"] } } });
  outputs.torn = await thrown(() => index.swap(next.slice(0, next.length - 1)));
  outputs.before = [index.agencies, index.search("burns", { agency: "B" }).answer];
  index.swap(next);
  outputs.after = [index.agencies, index.search("burns", { agency: "B" }).answer, index.search("hypothermia", { agency: "C" }).answer];
  outputs.codes = await Promise.all([
    () => api.buildIndex(""),
    () => api.buildIndex(7),
    () => api.buildIndex([{ number: "1" }]),
    () => api.buildIndex(CORPUS, { profiles: { A: { pediatricUpToKg: 3 } } }),
    () => api.SearchIndex.open(new Uint8Array(64)),
    () => api.SearchIndex.open("x"),
    () => index.search(7),
    () => index.search("x"),
    () => index.search("x", { agency: "Z" }),
    () => index.search("x", { agency: "A", age: "old" }),
    () => index.search("x", { agnecy: "A" }),
  ].map(thrown));
  return outputs;
}

/** Documents of the specification, and a session whose random bytes are fixed. */
export async function runAttestSuite(api, vectors, session, check) {
  const outputs = {};
  for (const { id, document_b64: text, at_unix: at, root_b64: root, expected, expect } of vectors.cases) {
    const policy = policyOf(expected, root);
    // A vector may name fewer registers than a policy of the package must.
    if (policy === undefined) continue;
    const document = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const nonce = expected.nonce_b64 === undefined ? undefined : Uint8Array.from(atob(expected.nonce_b64), (c) => c.charCodeAt(0));
    outputs[id] = await api.verifyAttestation(document, { policy, nonce, now: at * 1000 }).catch((error) => error.code);
    if (expect?.error !== undefined) check(id, outputs[id] === expect.error, JSON.stringify(outputs[id]));
    else if (expect !== undefined) check(id, outputs[id].moduleId === expect.module_id, JSON.stringify(outputs[id]));
    outputs[`${id} claims`] = await api.inspectAttestation(document).catch((error) => error.code);
  }
  const [now, nonce] = [session.now_ms, unhex(session.nonce)];
  const { insecure_root: insecureRoot, builds, terms } = session.policy;
  const policy = { builds, insecureRoot, terms: { ...terms, auditSchema: terms.audit_schema } };
  delete policy.terms.audit_schema;
  for (const { suite, evidence, message, answer, refusal } of session.sessions) {
    const request = {
      destination: 3, prompt: "What changed?", keyId: "000102030405060708090a0b0c0d0e0f", context: { record: "obs/42" }, answerLen: 100,
      key: new Uint8Array(32).fill(5), envelope: new TextEncoder().encode("sealed record"),
    };
    const options = { evidence: unhex(evidence), policy, nonce, now, insecureRandom: (length) => new Uint8Array(length).fill(9) };
    const seal = (changes = {}, asked = {}) => api.sealToEnclave({ ...request, ...asked }, { ...options, ...changes });
    const exchange = await seal();
    check(`suite ${suite}`, hex(exchange.message) === message, "the message is another");
    outputs[`answer ${suite}`] = await api.openFromEnclave(exchange, unhex(answer));
    outputs[`twice ${suite}`] = await thrown(() => api.openFromEnclave(exchange, unhex(answer)));
    outputs[`refusal ${suite}`] = await api.openFromEnclave(await seal(), unhex(refusal)).catch((error) => [error.code, error.refusal]);
    check("random", hex((await seal({ insecureRandom: undefined })).message) !== message);
    outputs[`codes ${suite}`] = await Promise.all([
      () => seal({ policy: { ...policy, builds: [{ ...builds[0] }] } }),
      () => seal({ policy: { ...policy, terms: { ...policy.terms, auditSchema: 2 } } }),
      () => seal({ nonce: new Uint8Array(32) }),
      () => seal({ now: now + 1000 }),
      () => seal({ policy: { ...policy, builds: [] } }),
      () => seal({ policy: undefined }),
      () => seal({ evidence: "x" }),
      () => seal({}, { key: new Uint8Array(31) }),
      () => seal({}, { prompt: 7 }),
      () => seal({}, { promt: "x" }),
      () => api.openFromEnclave({}, unhex(answer)),
    ].map(thrown));
  }
  const hello = await api.enclaveHello();
  check("hello", hello.nonce.length === 32 && hello.message.length > 32);
  return outputs;
}

function policyOf({ pcrs, max_age_s: maxAge, allow_debug: insecureAllowDebug, nonce_b64: nonce }, root) {
  const named = Object.keys(pcrs ?? {}).length > 0;
  if (named && !["0", "1", "2"].every((index) => index in pcrs)) return undefined;
  const builds = named
    ? [Object.fromEntries(Object.entries(pcrs).map(([index, value]) => [`pcr${index}`, value]))] : undefined;
  return {
    ...(builds === undefined ? { insecureAnyBuild: true } : { builds }),
    ...(maxAge === undefined ? { insecureAnyAge: true } : { maxAgeMs: maxAge * 1000 }),
    ...(insecureAllowDebug ? { insecureAllowDebug } : {}),
    ...(nonce === undefined ? { insecureAnyNonce: true } : {}),
    ...(root === undefined ? {} : { insecureRoot: Uint8Array.from(atob(root), (c) => c.charCodeAt(0)) }),
  };
}
