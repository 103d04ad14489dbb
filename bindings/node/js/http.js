// Request ids and access logs that hold no PHI: a record has these fields, and nothing of a request's content.

import { PhiwardError, core } from "../../js/src/errors.js";
import { backend } from "./backend.js";

const HEADER = "x-request-id";

/** A new id of a request: the time, and 64 random bits. */
export function requestId(prefix = "it") {
  const random = core(() => backend.native().randomBytes(8));
  return `${prefix}-${Date.now()}-${Buffer.from(random).toString("hex")}`;
}

/** The id that a caller gave, if it has the shape of one; else a new one. */
function idOf(given, prefix) {
  if (typeof given === "string") {
    try {
      backend.native().checkRequestId(given);
      return given;
    } catch {
      // It could be anything: it is not repeated.
    }
  }
  return requestId(prefix);
}

function settings({ log, redactor, prefix = "it" } = {}) {
  if (typeof log !== "function" || typeof redactor?.redactLog !== "function") {
    throw new PhiwardError("invalid_argument", "log must be a function and redactor a Redactor");
  }
  return { log: failClosed(log), redactor, prefix };
}

/** A log that throws loses its record, and not the request. */
function failClosed(log) {
  return (make) => {
    try {
      log(make());
    } catch {
      // The record is dropped: it is not known to be free of PHI, or nobody takes it.
    }
  };
}

/** The route's pattern, which is the program's own text; else the path, redacted. */
function routeOf(redactor, pattern, url) {
  if (typeof pattern === "string" && pattern !== "") return pattern;
  return redactor.redactText(String(url ?? "").split(/[?#]/, 1)[0], { format: "url" });
}

function access(redactor, id, method, pattern, url, status, startedMs) {
  return {
    event: "request",
    requestId: id,
    method,
    route: routeOf(redactor, pattern, url),
    status,
    durationMs: Math.round(performance.now() - startedMs),
  };
}

/** What a log may hold of an error: its class, its code, and where it was thrown; of its text what is left. */
function fault(redactor, id, error) {
  const name = /^[A-Za-z_$][\w$]{0,63}$/.test(error?.name ?? "") ? error.name : "Error";
  const code = /^[A-Za-z0-9_]{1,64}$/.test(error?.code ?? "") ? error.code : undefined;
  const frames = String(error?.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const text = typeof error?.message === "string" ? error.message : "";
  return {
    event: "error",
    requestId: id,
    error: name,
    code,
    message: redactor.redactLog(text),
    at: frames.slice(0, 8).map((frame) => frame.trim().replace(/^at .*?([^/\\(]+:\d+:\d+)\)?$/, "$1")),
  };
}

/** Express: sets `req.id` and the header `x-request-id`, and logs each request. */
export function expressLogger(options) {
  const { log, redactor, prefix } = settings(options);
  return (req, res, next) => {
    const startedMs = performance.now();
    const id = idOf(req.headers[HEADER], prefix);
    req.id = id;
    res.setHeader(HEADER, id);
    res.once("finish", () => {
      const pattern = req.route === undefined ? undefined : `${req.baseUrl ?? ""}${req.route.path}`;
      log(() => access(redactor, id, req.method, pattern, req.originalUrl ?? req.url, res.statusCode, startedMs));
    });
    next();
  };
}

/** Express: answers errors without their text, and logs what may be logged of them. */
export function expressErrors(options) {
  const { log, redactor } = settings(options);
  return (error, req, res, next) => {
    log(() => fault(redactor, req.id, error));
    if (res.headersSent) return next(error);
    const status = Number.isInteger(error?.status) && error.status >= 400 && error.status < 600 ? error.status : 500;
    res.status(status).json({ code: status < 500 ? "bad_request" : "internal", requestId: req.id });
  };
}

/** Hono: sets the variable `requestId` and the header, logs each request, and answers errors without their text. */
export function honoLogger(options) {
  const { log, redactor, prefix } = settings(options);
  return async (c, next) => {
    const startedMs = performance.now();
    const id = idOf(c.req.header(HEADER), prefix);
    c.set("requestId", id);
    c.header(HEADER, id);
    await next();
    if (c.error !== undefined) {
      log(() => fault(redactor, id, c.error));
      c.res = c.json({ code: "internal", requestId: id }, 500, { [HEADER]: id });
    }
    log(() => access(redactor, id, c.req.method, patternOf(c), c.req.path, c.res.status, startedMs));
  };
}

/** The pattern of the route that answered; a pattern of middleware alone says nothing. */
function patternOf(c) {
  const matched = c.req.matchedRoutes?.findLast?.((route) => !route.path.includes("*"));
  return matched?.path;
}

/** Fastify: a plugin that sets ids and logs each request and error. Give `logger: false` to Fastify itself. */
export function fastifyLogger(options) {
  const { log, redactor, prefix } = settings(options);
  const plugin = (app, _options, done) => {
    app.decorateRequest("startedMs", 0);
    app.addHook("onRequest", (request, reply, next) => {
      request.startedMs = performance.now();
      request.id = idOf(request.headers[HEADER], prefix);
      reply.header(HEADER, request.id);
      next();
    });
    app.addHook("onResponse", (request, reply, next) => {
      const pattern = request.routeOptions?.url;
      log(() => access(
        redactor, request.id, request.method, pattern, request.url, reply.statusCode, request.startedMs));
      next();
    });
    app.setErrorHandler((error, request, reply) => {
      log(() => fault(redactor, request.id, error));
      const status = error.statusCode >= 400 && error.statusCode < 600 ? error.statusCode : 500;
      reply.code(status).send({ code: status < 500 ? "bad_request" : "internal", requestId: request.id });
    });
    done();
  };
  plugin[Symbol.for("skip-override")] = true;
  return plugin;
}
