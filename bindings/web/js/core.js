// Loading the modules of WebAssembly, each once.

import * as check from "../../js/src/check.js";
import { PhiwardError } from "../../js/src/errors.js";
import { compiled } from "./compile.js";
import { missingFeatures } from "./runtime.js";

/**
 * A module that is loaded when it is first needed.
 * @param {() => Promise<any>} importGlue gives what wasm-bindgen made
 * @param {() => URL | undefined} defaultUrl where the module is, unless the page says otherwise. It is written as
 *   `new URL("./name", import.meta.url)` in the entry that needs the file: bundlers know this form and take the file
 *   along, with every chunk that has such a line.
 * @param {(exports: any) => void | Promise<void>} selfTest throws when a known answer is not the known one
 */
export function lazyModule(importGlue, defaultUrl, selfTest) {
  let loading;
  let exports;

  async function load(source) {
    const missing = missingFeatures();
    if (missing.length > 0) {
      throw new PhiwardError("unsupported_runtime", `this runtime lacks: ${missing.join(", ")}`);
    }
    const glue = await importGlue();
    try {
      await glue.instantiate(await compiled(await placeOf(source, defaultUrl)));
    } catch (thrown) {
      throw thrown instanceof PhiwardError ? thrown : loadFault(thrown);
    }
    await selfTest(glue);
    exports = glue;
    return glue;
  }

  return {
    /** Loads the module; later calls give the same. After a failure the next call tries again. */
    init(source) {
      loading ??= load(source).catch((error) => {
        loading = undefined;
        throw error;
      });
      return loading;
    },
    /** The module, for calls that cannot wait. */
    get() {
      if (exports === undefined) throw new PhiwardError("not_ready");
      return exports;
    },
  };
}

/** A self-test of one that says whether the answers are right; to throw is as wrong as to give another answer. */
export function mustPass(passes) {
  return (glue) => {
    try {
      if (passes(glue)) return;
    } catch {
      // The error is the one below.
    }
    throw new PhiwardError("self_test_failed");
  };
}

/** The backend and the `init` of an entry that has nothing but its module. */
export function capability(importGlue, defaultUrl, passes) {
  let source;
  const module = lazyModule(importGlue, defaultUrl, mustPass(passes));
  return {
    backend: { native: module.get, ready: () => module.init(source) },
    /** Loads the module now, and says from where: `{ url }`, `{ bytes }` or `{ module }`. */
    async init(options) {
      const read = check.options(options, ["url", "bytes", "module"]);
      if (Object.keys(read).length > 0) source = read;
      await module.init(source);
    },
  };
}

async function placeOf(source, defaultUrl) {
  const { module, bytes, url } = source ?? {};
  if (module !== undefined) return module;
  if (bytes !== undefined) return typeof bytes === "function" ? bytes() : bytes;
  const place = url ?? defaultUrl();
  if (place === undefined) throw new PhiwardError("module_load_failed", "the module was not found: give init a url, bytes or a module");
  return isNodeFile(place) ? readNodeFile(place) : place;
}

const isNodeFile = (place) =>
  place instanceof URL && place.protocol === "file:" && typeof process !== "undefined" && !!process.versions?.node;

async function readNodeFile(url) {
  // The name is put together so that bundlers for the web do not look for it.
  const fs = await import(/* @vite-ignore */ /* webpackIgnore: true */ ["node", "fs/promises"].join(":"));
  return fs.readFile(url);
}

/** A policy that forbids WebAssembly says so in the error's class or words; the words are not passed on. */
function loadFault(thrown) {
  const blocked = typeof WebAssembly !== "undefined" && thrown instanceof WebAssembly.CompileError
    && /content security policy|unsafe-eval|wasm-unsafe-eval|blocked by/i.test(thrown.message);
  return blocked
    ? new PhiwardError("unsupported_runtime", "the content security policy lacks: script-src 'wasm-unsafe-eval'")
    : new PhiwardError("module_load_failed");
}
