// Patients go in by every door of a server; nothing of them may come out in what it logs or reports.

import assert from "node:assert/strict";
import { once } from "node:events";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { test } from "node:test";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import pino from "pino";
import winston from "winston";
import {
  Phi, Redactor, expressErrors, expressLogger, fastifyLogger, honoLogger, redactingDestination, redactingFormat,
  sentryBeforeSend,
} from "../dist/index.js";

const PATIENT = {
  patient_name: "Margaret Thornbury",
  ssn: "078-05-1120",
  dob: "03/14/1961",
  phone: "(555) 123-4567",
  user_age: "62",
  impression: "R07.9",
};
/** What must not appear; the age and the code are looked for as values. */
const CANARIES = [/margaret/i, /thornbury/i, /078-05-1120/, /03\/14\/1961/, /123-4567/, /["\\ =:]62["\\ ]|62.year/, /R07\.9/];

const hits = (text) => CANARIES.filter((canary) => canary.test(text)).map(String);
const query = `/launch?${new URLSearchParams({ agency_id: "la-county-fd", ...PATIENT })}`;
const body = { ...PATIENT, nested: JSON.stringify({ inner: JSON.stringify(PATIENT) }) };
const headers = {
  "content-type": "application/json",
  "x-request-id": "078-05-1120",
  "x-patient": JSON.stringify(PATIENT),
  cookie: "patient=Margaret%20Thornbury",
};

const redactor = await Redactor.forLogs();

function collector() {
  const lines = [];
  return { lines, write: (line) => lines.push(line), text: () => lines.join("") };
}

/** An event as Sentry's SDK makes it. */
function sentryEvent(error, url) {
  return {
    event_id: "9ec79c33ec9942ab8353589fcb2e04dc",
    timestamp: 1767225600.123,
    platform: "node",
    level: "error",
    release: "1.2.3",
    request: { url, method: "POST", headers, data: body, query_string: query.split("?")[1], cookies: { p: "Margaret Thornbury" } },
    user: { id: "7", username: "Margaret Thornbury", ip_address: "203.0.113.7" },
    extra: { body, note: `Patient: Margaret Thornbury, SSN ${PATIENT.ssn}` },
    breadcrumbs: [{ category: "fetch", message: query, data: PATIENT }],
    exception: {
      values: [{
        type: error.name,
        value: error.message,
        stacktrace: { frames: [{ filename: "app.js", function: "launch", lineno: 7, vars: PATIENT, context_line: error.message }] },
      }],
    },
  };
}

const failure = () =>
  new TypeError(`cannot chart Patient: Margaret Thornbury, DOB 03/14/1961, SSN 078-05-1120, call (555) 123-4567, a 62-year-old, impression R07.9`);

test("Express", async () => {
  const out = collector();
  const log = pino({ base: undefined }, redactingDestination(redactor, out));
  const send = sentryBeforeSend(redactor);
  const events = [];
  const app = express();
  app.use(expressLogger({ log: (record) => log.info(record), redactor }));
  app.use(express.json());
  app.post("/launch", (req) => {
    log.info({ query: req.query, body: req.body, headers: req.headers, wrapped: new Phi(PATIENT) }, "launch");
    log.warn(`launched for Patient: ${req.body.patient_name}, SSN ${req.body.ssn}`);
    log.error(failure());
    events.push(send(sentryEvent(failure(), req.originalUrl)));
    throw failure();
  });
  app.use(expressErrors({ log: (record) => log.error(record), redactor }));
  const answer = await call(createServer(app));
  assert.equal(answer.status, 500);
  assert.deepEqual(Object.keys(JSON.parse(answer.text)), ["code", "requestId"]);
  assert.match(answer.requestId, /^it-\d+-[0-9a-f]{16}$/);
  assert.ok(out.lines.length >= 5, "the server logs");
  assert.deepEqual(hits(out.text()), [], out.text());
  assert.deepEqual(hits(JSON.stringify(events)), [], JSON.stringify(events));
  assert.deepEqual(hits(answer.text), []);
  const record = out.lines.map((line) => JSON.parse(line)).find((line) => line.event === "request");
  assert.equal(record.route, "/launch");
  assert.equal(events[0].event_id, "9ec79c33ec9942ab8353589fcb2e04dc");
  assert.equal(events[0].exception.values[0].type, "TypeError");
});

test("Fastify", async () => {
  const out = collector();
  const log = pino({ base: undefined }, redactingDestination(redactor, out));
  const app = fastify();
  app.register(fastifyLogger({ log: (record) => log.info(record), redactor }));
  app.post("/launch", (request) => {
    log.info({ query: request.query, body: request.body }, "launch");
    throw failure();
  });
  const answer = await app.inject({ method: "POST", url: query, headers, payload: body });
  await app.close();
  assert.equal(answer.statusCode, 500);
  assert.match(answer.headers["x-request-id"], /^it-/);
  assert.ok(out.lines.length >= 3);
  assert.deepEqual(hits(out.text() + answer.body), [], out.text() + answer.body);
});

test("Hono", async () => {
  const out = collector();
  const log = (record) => redactingDestination(redactor, out).write(`${JSON.stringify(record)}\n`);
  const app = new Hono();
  app.use(honoLogger({ log, redactor }));
  app.onError((_error, c) => c.text("", 500));
  app.post("/launch", async (c) => {
    log({ event: "launch", query: c.req.query(), body: await c.req.json() });
    throw failure();
  });
  const answer = await app.request(query, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.equal(answer.status, 500);
  assert.ok(out.lines.length >= 3);
  assert.deepEqual(hits(out.text() + text), [], out.text() + text);
  assert.match(answer.headers.get("x-request-id"), /^it-/);
});

test("winston", () => {
  const out = collector();
  const { Writable } = streamModule;
  const sink = new Writable({ write: (chunk, _encoding, done) => (out.write(String(chunk)), done()) });
  const log = winston.createLogger({
    format: winston.format.combine(winston.format.json(), redactingFormat(redactor)),
    transports: [new winston.transports.Stream({ stream: sink })],
  });
  log.info("launch for Patient: Margaret Thornbury", { query: PATIENT, body });
  log.error("failed", { error: failure().message });
  assert.ok(out.lines.length >= 2);
  assert.deepEqual(hits(out.text()), [], out.text());
});

test("standard output of a whole program", async () => {
  const program = `
    import pino from "pino";
    import { Redactor, redactingDestination } from ${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)};
    const redactor = await Redactor.forLogs();
    const log = pino(redactingDestination(redactor));
    log.info(${JSON.stringify(body)}, "body");
    log.error(new Error(${JSON.stringify(failure().message)}));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: new URL(".", import.meta.url).pathname });
  let text = "";
  child.stdout.on("data", (chunk) => (text += chunk));
  child.stderr.on("data", (chunk) => (text += chunk));
  const [code] = await once(child, "close");
  assert.equal(code, 0, text);
  assert.ok(text.split("\n").length >= 2);
  assert.deepEqual(hits(text), [], text);
});

test("what cannot be redacted is dropped, not sent", async () => {
  const broken = {
    redactText() {
      throw new Error(PATIENT.patient_name);
    },
    redactLog() {
      throw new Error(PATIENT.patient_name);
    },
    redactRecord() {
      throw new Error(PATIENT.patient_name);
    },
  };
  const out = collector();
  const destination = redactingDestination(broken, out);
  pino(destination).info(PATIENT, "launch");
  assert.deepEqual([out.lines.length, destination.counts], [0, { written: 0, dropped: 1 }]);
  assert.equal(sentryBeforeSend(broken)(sentryEvent(failure(), query)), null);
  assert.equal(redactingFormat(broken).transform({ level: "info", message: "Margaret" }), false);

  const records = [];
  const app = express();
  app.use(expressLogger({ log: (record) => records.push(record), redactor: broken }));
  app.use(expressErrors({ log: (record) => records.push(record), redactor: broken }));
  const answer = await call(createServer(app));
  assert.deepEqual([records, answer.status], [[], 404]);
});

async function call(server) {
  server.listen(0);
  await once(server, "listening");
  const { port } = server.address();
  const response = await fetch(`http://127.0.0.1:${port}${query}`, {
    method: "POST", headers, body: JSON.stringify(body),
  });
  const text = await response.text();
  await new Promise((resolve) => setTimeout(resolve, 20));
  server.close();
  return { status: response.status, text, requestId: response.headers.get("x-request-id") };
}

import * as streamModule from "node:stream";
