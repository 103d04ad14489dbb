import type { Phiward } from "./phiward.js";

/** A `Phiward` for the tests of an app: nothing is encrypted, nothing is derived, and failures can be asked for. */
export function fakePhiward(options?: {
  /** The code of the error with which every call fails. */
  readonly fail?: string;
  readonly locked?: boolean;
}): Phiward & { readonly sealed: readonly unknown[] };
