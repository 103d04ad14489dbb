// Deriving keys of passwords off the main thread.

import { PhiwardError, toPhiwardError } from "../../js/src/errors.js";
import { sha256, subtle } from "./runtime.js";
import { pbkdf2 } from "./subtle.js";

const V1_ITERATIONS = 100_000;

/** Runs one `Derivation` of the core: PBKDF2 by WebCrypto, Argon2id in a worker. */
export async function derive(late, derivation, password, options, workerOf, abort) {
  const iterations = derivation.pbkdf2Iterations();
  if (iterations > 0 && subtle() !== undefined) {
    return pbkdf2(derivation.pbkdf2Password(password, options), derivation.salt(), iterations);
  }
  const job = { derivation: derivation.toJson(), password, options };
  return inWorker(workerOf, job, abort)
    .catch(async (error) => {
      if (error.code !== "worker_unavailable") throw error;
      // Where there are no workers, the thread that asked does the work.
      return (await late.init()).derive(job.derivation, password, options);
    });
}

/** The 32 bytes of a v1 key. */
export async function deriveV1(late, email, password) {
  if (subtle() === undefined) return (await late.init()).deriveLegacy(email, password);
  const encoder = new TextEncoder();
  return pbkdf2(encoder.encode(password), await sha256(encoder.encode(email)), V1_ITERATIONS);
}

function inWorker(workerOf, job, abort) {
  return new Promise((resolve, reject) => {
    let worker;
    try {
      worker = workerOf();
    } catch {
      worker = undefined;
    }
    if (worker === undefined) return reject(new PhiwardError("worker_unavailable", "there are no workers"));
    const end = () => {
      // A worker that is terminated loses its memory, and with it the password.
      worker.terminate();
      abort?.removeEventListener("abort", onAbort);
    };
    const onAbort = () => {
      end();
      reject(new PhiwardError("aborted"));
    };
    abort?.addEventListener("abort", onAbort, { once: true });
    worker.onmessage = ({ data }) => {
      if (data.ready) return worker.postMessage(job);
      end();
      if (data.error !== undefined) reject(toPhiwardError(data.error));
      else resolve(data.master);
    };
    worker.onerror = () => {
      end();
      reject(new PhiwardError("worker_unavailable", "the worker could not be started"));
    };
  });
}
