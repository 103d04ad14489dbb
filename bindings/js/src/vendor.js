// Errors of services, and what they mean.

import * as check from "./check.js";
import { record } from "./configuration.js";
import { core, PhiwardError } from "./errors.js";

const VENDORS = new Set(["resend", "twilio", "supabase_storage", "ai_provider", "web_rtc", "x12", "postgres", "http"]);
const NAMES = ["status", "name", "retryAfter"];
const HIGHEST_STATUS = 999;

/** Makes what classifies errors over one backend. */
export function vendorErrors(backend) {
  /**
   * What an error of a service means: whether to call again, what it says about the service, what to do.
   * `name` is the service's own name for the error, and `retryAfter` the header of that name.
   */
  function classifyError(vendor, error, now = Date.now()) {
    if (!VENDORS.has(vendor)) throw new PhiwardError("invalid_argument", "there is no such vendor");
    const { status, name, retryAfter } = check.options(error, NAMES);
    if (status !== undefined && check.count(status, "status") > HIGHEST_STATUS) {
      throw new PhiwardError("invalid_argument", "status must be a status of HTTP");
    }
    for (const text of [name, retryAfter]) if (text !== undefined) check.text(text, "name and retryAfter");
    return record(core(() => backend.native().classifyError(vendor, status ?? 0, name ?? "", retryAfter ?? "", now)));
  }

  /** The failure of a service. Its message holds nothing of the response. */
  class VendorError extends Error {
    static name = "VendorError";
    constructor(vendor, error = {}) {
      super("the service did not do what was asked");
      this.name = "VendorError";
      this.vendor = vendor;
      this.status = error.status;
      this.vendorName = error.name;
      // Not printed with the error: it is for programs.
      Object.defineProperty(this, "classified", { value: classifyError(vendor, error) });
    }

    /** The error of a `Response` that is not ok; its body is not read, so that nothing of it is kept. */
    static fromResponse(vendor, response, name) {
      const retryAfter = response?.headers?.get?.("retry-after") ?? undefined;
      return new this(vendor, { status: response?.status, name, retryAfter });
    }
  }

  /** How a breaker and a retry policy see what a call threw. */
  function judge(error) {
    if (error instanceof VendorError) return error.classified;
    if (error instanceof PhiwardError) {
      if (error.retryable) return { attempt: "retryable", outcome: "failure", pushBackMs: error.retryAfterMs };
      return { attempt: "terminal", outcome: "ignored" };
    }
    // A request that may have arrived, or a fault of the program: nobody knows.
    return { attempt: "unknown_outcome", outcome: "failure" };
  }

  return { classifyError, VendorError, judge };
}

/** Whether a call ended because somebody stopped it, which says nothing about the other side. */
export const isAbort = (error) => error?.name === "AbortError" || (error instanceof PhiwardError && error.code === "aborted");
