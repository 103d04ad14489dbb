// The public API of the JavaScript packages, written by hand.

/** What every call throws. Neither `code` nor `message` holds input. */
export class PhiwardError extends Error {
  constructor(code: string, reason?: string);
  readonly name: "PhiwardError";
  /** The stable name of the error, such as `wrong_password`. */
  readonly code: string;
  /** Whether the same call can succeed a moment later. */
  readonly retryable: boolean;
  /** When the call may be made again, where that is known. */
  readonly retryAfterMs?: number;
  /** Why an enclave refused, for `enclave_refused`. */
  readonly refusal?: string;
}

declare const protectedValue: unique symbol;
declare const loggableValue: unique symbol;

/** The one mask of every language. */
export const MASK: "[REDACTED]";

/** Who opens a protected value, and where that is written down. A `record` that throws keeps the value closed. */
export interface Audit {
  readonly actor: string;
  readonly purpose: string;
  readonly requestId: string;
  record(access: { actor: string; purpose: string; requestId: string }): void;
}

/** A protected value: however it is printed, joined or serialised, it gives the mask. */
export class Phi<T> {
  private readonly [protectedValue]: T;
  constructor(value: T);
  open(audit: Audit): T;
  map<U>(derive: (value: T) => U): Phi<U>;
  toString(): "[REDACTED]";
  toJSON(): "[REDACTED]";
  valueOf(): "[REDACTED]";
  [Symbol.toPrimitive](): "[REDACTED]";
  readonly [Symbol.toStringTag]: "Phi";
}
export function phi<T>(value: T): Phi<T>;

/** A value that may be logged. It is made by `loggable`, `requestId` and pseudonyms, and by nothing else. */
export type Loggable<T extends string | number = string | number> = T & { readonly [loggableValue]: true };
export const loggable: {
  /** An id of the program's own: a letter, then letters, digits and `-_.:`. */
  token(text: string): Loggable<string>;
  /** A number of things, never a measurement of a person. */
  count(number: number): Loggable<number>;
  durationMs(number: number): Loggable<number>;
};

export type Bytes = ArrayBuffer | ArrayBufferView;
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };
export type Purpose = "record" | "file" | "file-metadata" | "export";
/** What an envelope is bound to, and opens with only: typically tenant, patient, record and field. */
export type Context = { readonly [name: string]: string };

export interface SealOptions {
  readonly context?: Context;
  readonly purpose?: Purpose;
  readonly signal?: AbortSignal;
}
export interface OpenOptions {
  readonly context?: Context;
  /** How to read the plaintext, when the envelope does not say. */
  readonly as?: "bytes" | "text" | "json";
  readonly signal?: AbortSignal;
}

export interface Sealing {
  /** Seals bytes. */
  encrypt(value: Bytes, options?: SealOptions): Promise<Uint8Array>;
  /** Seals a Blob, or a File, as a v3 envelope. */
  encrypt(value: Blob, options?: SealOptions): Promise<Blob>;
  /** Seals a stream as a v3 envelope. */
  encrypt(value: ReadableStream<Uint8Array>, options?: SealOptions): Promise<ReadableStream<Uint8Array>>;
  /** Seals text or JSON, as base64. */
  encrypt(value: Json | object, options?: SealOptions): Promise<string>;

  decrypt(envelope: Blob, options?: OpenOptions): Promise<Blob>;
  decrypt(envelope: ReadableStream<Uint8Array>, options?: OpenOptions): Promise<ReadableStream<Uint8Array>>;
  decrypt(envelope: string | Bytes, options: OpenOptions & { as: "bytes" }): Promise<Uint8Array>;
  decrypt(envelope: string | Bytes, options: OpenOptions & { as: "text" }): Promise<string>;
  decrypt<T = unknown>(envelope: string | Bytes, options?: OpenOptions): Promise<T>;

  /** Opens into a protected value, which cannot be printed. */
  decryptPhi<T = unknown>(envelope: string | Bytes, options?: OpenOptions): Promise<Phi<T>>;

  encryptMany(values: Iterable<Json | object>, options?: SealOptions): Promise<string[]>;
  decryptMany<T = unknown>(envelopes: Iterable<string | Bytes>, options?: OpenOptions): Promise<T[]>;

  /** Plaintext in, a v3 envelope out. */
  sealStream(options?: SealOptions): TransformStream<Uint8Array, Uint8Array>;
  /** An envelope in, authenticated plaintext out. Only its end tells that it is complete. */
  openStream(options?: OpenOptions): TransformStream<Uint8Array, Uint8Array>;
}

export type Kdf =
  | "argon2id"
  | "argon2id-low-memory"
  | "pbkdf2"
  | { readonly name: "argon2id"; readonly memoryKib: number; readonly passes: number; readonly lanes: number }
  | { readonly name: "pbkdf2"; readonly iterations: number };

export interface VaultSettings {
  /** What a new password costs to try; `argon2id` unless said otherwise. */
  readonly kdf?: Kdf;
  /** The most that opening may cost here. */
  readonly caps?: { readonly memoryKib?: number; readonly passes?: number; readonly iterations?: number };
  /** Idle time after which the keys are wiped: 15 minutes unless said otherwise, never for `Infinity`. */
  readonly idleMs?: number;
  /** Also derive the v1 key, so that v1 envelopes open and can be upgraded. */
  readonly v1?: boolean;
  readonly signal?: AbortSignal;
}
export interface CreateOptions extends VaultSettings {
  readonly email?: string;
  readonly password: string;
}
export type UnlockWith =
  | { readonly email?: string; readonly password: string }
  | { readonly recoveryCode: string }
  | { readonly prf: Bytes }
  | { readonly kek: Bytes };

export interface SlotDescription {
  readonly type: number;
  readonly type_name: string;
  readonly slot_id_hex: string;
  readonly key_id_hex: string;
  readonly kdf: { readonly name: string; readonly [parameter: string]: string | number };
}

/** A person's records: one key, opened by a password, a recovery code or a passkey. */
export class Phiward {
  private constructor();
  /** Makes a vault for a new account. Store what `export` gives. */
  static create(options: CreateOptions): Promise<Phiward>;
  /** Opens a stored vault. */
  static open(options: VaultSettings & UnlockWith & { readonly vault: string }): Promise<Phiward>;
  /** The vault to store: slots, no keys. Store it again after every change. */
  export(): string;
  describe(): Promise<{
    readonly vault_version: 1;
    readonly key_id_hex: string;
    readonly slots: readonly SlotDescription[];
  }>;
  readonly keyId: string;
  /** Replaces the password. No record changes. */
  changePassword(password: string): Promise<void>;
  /** Adds a recovery code, and gives its 24 words: show them once, store them nowhere. */
  addRecoveryCode(): Promise<string>;
  addPasskey(prf: Bytes): string;
  addKek(kek: Bytes): string;
  removeSlot(slotId: string): void;
  /** The key that proves to a server that the client knows the password. */
  authKey(serverName: string): Uint8Array;
  /** Turns a v1 envelope into one of this vault; it needs `v1: true`. */
  upgrade(envelope: string, options?: SealOptions): Promise<string>;
  upgrade(envelope: Bytes, options?: SealOptions): Promise<Uint8Array>;
  /** Wipes the keys now. */
  lock(): void;
  readonly locked: boolean;
  unlock(password: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Calls back when the vault locks, and gives the function that ends that. */
  onLock(listener: () => void): () => void;
}
export interface Phiward extends Sealing {}

/** A data key that comes from a KMS or an HSM. */
export class RecordKey {
  private constructor();
  static generate(): Promise<RecordKey>;
  static import(keyId: string, secret: Bytes): Promise<RecordKey>;
  readonly keyId: string;
  exportSecret(): Uint8Array;
}
export interface RecordKey extends Sealing {}

/** Data that is older than this library: reads and writes v1 envelopes, byte for byte. */
export class PhiwardV1 {
  private constructor();
  static create(options: { readonly email: string; readonly password: string; readonly signal?: AbortSignal }): Promise<PhiwardV1>;
  encrypt(value: Bytes): Promise<Uint8Array>;
  encrypt(value: Json | object): Promise<string>;
  decrypt<T = unknown>(envelope: string | Bytes, options?: { readonly as?: "bytes" | "text" | "json" }): Promise<T>;
  upgrade(envelope: string, vault: Phiward, options?: SealOptions): Promise<string>;
  upgrade(envelope: Bytes, vault: Phiward, options?: SealOptions): Promise<Uint8Array>;
}

/** Checks that a text is a recovery code, as a form does while it is typed: `malformed_recovery_code`. */
export function checkRecoveryCode(words: string): Promise<void>;
