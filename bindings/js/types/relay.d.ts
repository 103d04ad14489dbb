export interface EnvelopeInfo {
  readonly version: 1 | 2 | 3;
  readonly plaintext_len: number;
  readonly suite?: number;
  readonly purpose?: number;
  readonly purpose_name?: string | null;
  readonly key_id_hex?: string;
  readonly ext?: readonly { readonly type: number; readonly value_hex: string }[];
  readonly chunks?: number;
  readonly header_len?: number;
}
export interface EnvelopeStorage<E> {
  get(id: string): E | undefined | Promise<E | undefined>;
  set(id: string, envelope: E): unknown;
}
/** Stores, inspects, validates and forwards envelopes, and has no way to open them. */
export class EnvelopeRelay<E extends string | Uint8Array = string | Uint8Array> {
  constructor(options?: {
    readonly storage?: EnvelopeStorage<E>;
    readonly maxBytes?: number;
    readonly keyIds?: Iterable<string>;
    readonly versions?: readonly (1 | 2 | 3)[];
  });
  inspect(envelope: E): Promise<EnvelopeInfo>;
  validate(envelope: E): Promise<EnvelopeInfo>;
  store(id: string, envelope: E): Promise<EnvelopeInfo>;
  load(id: string): Promise<E | undefined>;
  forward<R>(envelope: E, send: (envelope: E, info: EnvelopeInfo) => R): Promise<Awaited<R>>;
}
