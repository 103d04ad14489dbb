// The public API of redaction, written by hand.

import type { OpenOptions, Phi, SealOptions, Bytes } from "./phiward.js";

export type Category =
  | "NAME" | "DATE" | "AGE_OVER_89" | "AGE" | "PHONE" | "FAX" | "EMAIL" | "SSN" | "MRN" | "HEALTH_PLAN" | "ACCOUNT"
  | "LICENSE" | "VEHICLE" | "DEVICE" | "URL" | "IP" | "BIOMETRIC" | "GEO" | "ORG" | "OTHER_ID";
export type Operator =
  | "keep" | "tag" | "numbered_tag" | "mask" | "remove" | "token" | "keyed_hash" | "surrogate" | "date_shift"
  | "generalise";
export type Format = "text" | "json" | "fhir" | "nemsis" | "cda" | "hl7" | "xml" | "log" | "url";

export interface Policy {
  readonly mode?: "balanced" | "strict";
  readonly profile?: "safe_harbor_style" | "limited_data_set" | "expert_determination";
  readonly reference_year?: number;
  readonly operators?: { readonly [category in Category]?: Operator };
  readonly allow?: readonly string[];
  readonly deny?: readonly { readonly term: string; readonly category: Category }[];
  readonly recognisers?: readonly { readonly name: string; readonly category: Category; readonly pattern: string }[];
}

/** One finding: where in the original, in units of JavaScript strings. It holds no text. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly type: Category;
  readonly confidence: number;
  readonly rule: string;
  readonly operator: Operator;
}

interface Keys {
  encrypt(value: string, options?: SealOptions): Promise<string>;
  decrypt(envelope: string, options: OpenOptions & { as: "text" }): Promise<string>;
}

/** Which token stands for which value. It holds PHI. */
export class TokenMap {
  private constructor();
  static create(): Promise<TokenMap>;
  static open(envelope: string, keys: Keys, options?: OpenOptions): Promise<TokenMap>;
  seal(keys: Keys, options?: SealOptions): Promise<string>;
  readonly size: number;
  /** Puts the values back into the answer of a model. */
  restore(text: string): Phi<string>;
}

/** Redacts texts by one policy; any text gives a redacted text. */
export class Redactor {
  private constructor();
  static create(options?: { readonly policy?: Policy; readonly key?: Bytes; readonly scope?: string }): Promise<Redactor>;
  static aiRoundTrip(mode?: "balanced" | "strict"): Promise<Redactor>;
  /** A redactor for logs: strict, and ages are tagged too. */
  static forLogs(): Promise<Redactor>;
  /** A line of a log as a log may hold it: fields that are never logged are masked, the rest is redacted. */
  redactLog(line: string, options?: { readonly keepTimes?: boolean }): string;
  /** A value as a log may hold it. */
  redactRecord<T>(value: T): unknown;
  redact(
    text: string,
    options?: { readonly format?: Format; readonly tokens?: TokenMap },
  ): { readonly text: string; readonly findings: readonly Finding[] };
  redactText(text: string, options?: { readonly format?: Format; readonly tokens?: TokenMap }): string;
  redactJson<T>(value: T): T;
  stream(options?: { readonly tokens?: TokenMap }): TransformStream<string, string>;
}
