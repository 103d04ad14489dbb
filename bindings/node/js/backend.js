// The core in Node: the native module, and WebAssembly where there is none for the platform.

import { createRequire } from "node:module";
import { webBackend } from "../../web/js/backend.js";
import * as twins from "./twins.js";

/** Bytes from which work goes to a thread of libuv; below, the way there takes longer than the work. */
const ASYNC_FROM = 32 * 1024;
/** Bytes up to which a result is copied into memory of Node, which costs less than handing over memory of ours. */
const INTO_UP_TO = 4 * 1024 * 1024;
/** More than header, extension, salt, commitment and the tags of the chunks take. */
const withOverhead = (length) => length + 256 + (length >> 9);

const require = createRequire(import.meta.url);
const { native, kind } = load();

/** The native module of this platform: beside us after a build, or in the package of the platform. */
function load() {
  const wanted = process.env.PHIWARD_BACKEND;
  const platform = `${process.platform}-${process.arch}${isMusl() ? "-musl" : ""}`;
  if (wanted !== "wasm") {
    for (const name of [`../native/phiward.${platform}.node`, `@phiward/node-${platform}`]) {
      try {
        return { native: require(name), kind: "native" };
      } catch {
        // The next one is tried.
      }
    }
  }
  return { native: require("../wasm/core.cjs").default, kind: "wasm" };
}

function isMusl() {
  return process.platform === "linux" && process.report?.getReport().header.glibcVersionRuntime === undefined;
}

const sealSmall = (handle, bytes, options, now) => {
  const out = Buffer.allocUnsafe(withOverhead(bytes.length));
  return out.subarray(0, handle.sealInto(bytes, options, now, out));
};

const openSmall = (handle, bytes, options, now) => {
  const out = Buffer.allocUnsafe(bytes.length);
  return out.subarray(0, handle.openInto(bytes, options, now, out));
};

const now = () => performance.now();

/** The backend of the web package, without a worker: the thread that asks derives. */
function wasmBackend() {
  const module = { get: () => native, init: () => Promise.resolve(native) };
  return {
    ...webBackend(module, module, () => undefined),
    kind,
    twins,
    sync: {
      seal: (handle, bytes, options) => Buffer.from(handle.seal(bytes, options, now())),
      open: (handle, bytes, options) => Buffer.from(handle.open(bytes, options, now())),
      sealLegacy: (key, bytes) => Buffer.from(key.sealLegacy(bytes)),
      openLegacy: (key, bytes) => Buffer.from(key.open(bytes)),
    },
  };
}

const sync = {
  seal: (handle, bytes, options) =>
    bytes.length <= INTO_UP_TO ? sealSmall(handle, bytes, options, now()) : handle.seal(bytes, options, now()),
  open: (handle, bytes, options) =>
    bytes.length <= INTO_UP_TO ? openSmall(handle, bytes, options, now()) : handle.open(bytes, options, now()),
  sealLegacy: (key, bytes) => {
    if (bytes.length > INTO_UP_TO) return key.sealLegacy(bytes);
    const out = Buffer.allocUnsafe(withOverhead(bytes.length));
    return out.subarray(0, key.sealLegacyInto(bytes, out));
  },
  openLegacy: (key, bytes) => key.open(bytes),
};

const nativeBackend = {
  kind,
  native: () => native,
  ready: () => Promise.resolve(),
  late: () => Promise.resolve(native),
  now,
  twins,
  sync,
  keysOf: (keys) => keys,
  async seal(handle, bytes, options) {
    return bytes.length < ASYNC_FROM ? sync.seal(handle, bytes, options) : handle.sealAsync(bytes, options, now());
  },
  async open(handle, bytes, options) {
    return bytes.length < ASYNC_FROM ? sync.open(handle, bytes, options) : handle.openAsync(bytes, options, now());
  },
  createVault: (password, options) => native.Vault.createAsync(password, options, now()),
  unlockVault: (stored, password, options) => native.Vault.unlockAsync(stored, password, options, now()),
  changePassword: (vault, password) => vault.changePasswordAsync(password, now()),
  unlockAgain: (vault, password) => vault.unlockAgainAsync(password, now()),
  deriveLegacy: (email, password) => native.LegacyKey.deriveSecretAsync(email, password),
  async sealLegacy(key, bytes) {
    return bytes.length < ASYNC_FROM ? sync.sealLegacy(key, bytes) : key.sealLegacyAsync(bytes);
  },
  async openLegacy(key, bytes) {
    return bytes.length < ASYNC_FROM ? sync.openLegacy(key, bytes) : key.openAsync(bytes);
  },
};

export const backend = kind === "native" ? nativeBackend : wasmBackend();
