import type { Bytes, Loggable } from "./phiward.js";

export type LogRecord = { readonly [field: string]: Loggable | undefined };
/** A function that logs records of loggable values. */
export function safeLog(sink: (record: { [field: string]: string | number }) => void): (record: LogRecord) => void;

export type FieldPolicy = "loggable" | "log_after_redaction" | "log_pseudonym" | "never_log";
export function fieldPolicy(name: string): FieldPolicy;
export class PseudonymKey {
  constructor(id: string, secret: Bytes);
  pseudonym(scope: string, identifier: string): Loggable<string>;
}
/** The fields of an event as a log may hold them; what the table does not know is masked. */
export function loggableFields(
  event: object,
  options?: { readonly pseudonyms?: PseudonymKey; readonly redactor?: { redactText(text: string, options?: object): string } },
): { [field: string]: string | number };
