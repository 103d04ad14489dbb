// What only Node has, written by hand.

import type { Transform } from "node:stream";
import type { Bytes, Json, Loggable, OpenOptions, Phiward, RecordKey, SealOptions } from "./phiward.js";
import type { Redactor } from "./redact.js";

export * from "./phiward.js";
export * from "./log-api.js";
export * from "./relay-api.js";
export * from "./redact.js";
export * from "./resilience-api.js";
export * from "./search-api.js";
export * from "./attest-api.js";

interface SyncSealing {
  encryptSync(value: Bytes, options?: SealOptions): Buffer;
  encryptSync(value: Json | object, options?: SealOptions): string;
  decryptSync<T = unknown>(envelope: string | Bytes, options?: OpenOptions): T;
}
declare module "./phiward.js" {
  interface Phiward extends SyncSealing {}
  interface RecordKey extends SyncSealing {}
  interface PhiwardV1 {
    encryptSync(value: Bytes): Buffer;
    encryptSync(value: Json | object): string;
    decryptSync<T = unknown>(envelope: string | Bytes, options?: { readonly as?: "bytes" | "text" | "json" }): T;
  }
}

/** `native`, or `wasm` where the platform has no native module. */
export const backendKind: "native" | "wasm";
export function createSealStream(keys: Phiward | RecordKey, options?: SealOptions): Transform;
export function createOpenStream(keys: Phiward | RecordKey, options?: OpenOptions): Transform;

interface Lines {
  write(line: string): unknown;
}
/** A destination for pino: lines are redacted, and what cannot be redacted is dropped. */
export function redactingDestination(
  redactor: Redactor,
  destination?: Lines,
  /** The line's own time stays unless `keepTimes` is false. */
  options?: { readonly keepTimes?: boolean },
): Lines & { readonly counts: { readonly written: number; readonly dropped: number }; flushSync(): void };
/** A format for winston, the last of a `combine`. */
export function redactingFormat(redactor: Redactor): { transform(info: any): any; options: object };
/** A `beforeSend` for Sentry; an event that cannot be redacted is dropped. */
export function sentryBeforeSend<E, H>(
  redactor: Redactor,
  next?: (event: E, hint: H) => E | null | PromiseLike<E | null>,
): (event: E, hint: H) => E | null | PromiseLike<E | null>;

export interface HttpOptions {
  readonly log: (record: { [field: string]: unknown }) => void;
  readonly redactor: Redactor;
  /** What request ids begin with; `it` unless said otherwise. */
  readonly prefix?: string;
}
export function requestId(prefix?: string): Loggable<string>;
export function expressLogger(options: HttpOptions): (req: any, res: any, next: (error?: unknown) => void) => void;
export function expressErrors(options: HttpOptions): (error: any, req: any, res: any, next: (error?: unknown) => void) => void;
export function honoLogger(options: HttpOptions): (c: any, next: () => Promise<void>) => Promise<void>;
export function fastifyLogger(options: HttpOptions): (app: any, options: object, done: (error?: Error) => void) => void;

export interface CaseResult {
  readonly id: string;
  readonly passed: boolean;
  readonly why: string;
}
/** Replays the text of a vector file of the project. */
export function replayVectors(name: string, text: string): CaseResult[];
