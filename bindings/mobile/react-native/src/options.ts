/** How something is sealed. Whoever opens the envelope gives the same context, which is not stored. */
export interface SealOptions {
  readonly context?: Readonly<Record<string, string>>;
  readonly purpose?: "record" | "file" | "file-metadata" | "export";
  readonly content?: "bytes" | "text" | "json";
}

/** What a new password costs to try, and after how many milliseconds without use the vault locks. */
export interface VaultOptions {
  readonly kdf?: "argon2id" | "argon2id-low-memory" | "pbkdf2";
  readonly idleMs?: number;
}

export function sealJson(options: SealOptions | undefined): string {
  return options === undefined ? "" : JSON.stringify(options);
}

export function vaultJson(options: VaultOptions | undefined): string {
  if (options === undefined) return "";
  const { kdf, idleMs } = options;
  return JSON.stringify({ kdf, idle_ms: idleMs });
}
