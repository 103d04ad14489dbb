// Calls to the service. What goes out is sealed already: this file knows no key and no plaintext.

import { retry } from "@phiward/web/resilience";

/** What the service answered, or `unreachable`. Neither code nor message holds input. */
export class ServerError extends Error {
  constructor(status, code, retryAfterMs) {
    super(code);
    this.name = "ServerError";
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** One request; gives the status, the entity tag, and the body as JSON or bytes. */
export async function requestOnce(method, path, { token, match, json, bytes } = {}) {
  const headers = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (match === "*") headers["if-none-match"] = "*";
  else if (match !== undefined) headers["if-match"] = match;
  const body = json === undefined ? bytes : JSON.stringify(json);
  let response, answer;
  try {
    response = await fetch(path, { method, headers, body, cache: "no-store", credentials: "omit", redirect: "error" });
    const kind = response.headers.get("content-type") ?? "";
    answer = kind.includes("json") ? await response.json() : new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new ServerError(0, "unreachable");
  }
  if (!response.ok) {
    const seconds = Number(answer.retryAfter ?? response.headers.get("retry-after"));
    const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
    throw new ServerError(response.status, answer.code ?? `http_${response.status}`, retryAfterMs);
  }
  return { status: response.status, etag: response.headers.get("etag"), body: answer };
}

const AGAIN = new Set([0, 429, 502, 503, 504]);
/** Longest wait that is not shown to anybody. */
const PATIENCE_MS = 1500;

/** The same, and once more after a moment where that may help. Every request of this page may be sent twice. */
export function request(method, path, options) {
  return retry(() => requestOnce(method, path, options), {
    policy: { maxAttempts: 2, backoff: { initialMs: 400, factor: 2 }, jitter: "equal" },
    deadlineMs: PATIENCE_MS,
    classify: ({ status, retryAfterMs }) => ({
      attempt: AGAIN.has(status) ? "retryable" : "terminal", outcome: "failure", pushBackMs: retryAfterMs,
    }),
  });
}
