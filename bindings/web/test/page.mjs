// What the browser test calls in the page.

import * as web from "../dist/index.js";
import * as relay from "../dist/relay.js";
import * as attest from "../dist/attest.js";
import * as redact from "../dist/redact.js";
import * as resilience from "../dist/resilience.js";
import * as search from "../dist/search.js";
import { runAttestSuite, runResilienceSuite, runSearchSuite } from "../../js/test/capabilities.mjs";
import { bytesOf, pattern, runEnvelopeSuite, runRedactSuite, runVaultSuite } from "../../js/test/suite.mjs";

const failures = [];
const check = (id, holds, what) => {
  if (!holds) failures.push(`${id}: ${what ?? ""}`);
};
const vectors = async (name) => (await fetch(`/docs/spec/vectors/${name}`)).json();

const longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration)))
  .observe({ type: "longtask", buffered: true });

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

/** The median times of calls that take turns, so that a noisy machine is noisy for all. */
async function race(rounds, calls) {
  const times = calls.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, call] of calls.entries()) {
      const start = performance.now();
      await call();
      times[index].push(performance.now() - start);
    }
  }
  return times.map(median);
}

window.phiward = {
  async suite() {
    const envelope = await runEnvelopeSuite({ ...web, ...relay }, await vectors("envelope.json"), check);
    await runVaultSuite(web, ["argon2id", "pbkdf2"], check);
    const redaction = await runRedactSuite(redact, await vectors("redact.json"), check);
    const session = await (await fetch("/crates/sdk/tests/data/session.json")).json();
    const capabilities = {
      resilience: await runResilienceSuite(resilience, check),
      search: await runSearchSuite(search, await vectors("search.json"), check),
      attest: await runAttestSuite(attest, await vectors("attest.json"), session, check),
    };
    return JSON.stringify({ envelope, redaction, capabilities, failures });
  },
  capabilities: () => web.capabilities(),
  code: async (name) => {
    try {
      await window.phiward[name]();
      return "ok";
    } catch (error) {
      return `${error.code}: ${error.message}`;
    }
  },
  init: () => web.init(),
  async withoutLate() {
    await web.init({ late: { url: "/nowhere.wasm" } });
    await web.Phiward.create({ password: "correct horse" });
  },
  async signUp(email, password, words) {
    const store = await web.VaultStore.open();
    const phiward = await store.create({ email, password, kdf: "pbkdf2", remember: true });
    localStorage.setItem("envelope", await phiward.encrypt(words, { context: { record: "1" } }));
    return store.canRemember;
  },
  async resume(email) {
    const store = await web.VaultStore.open();
    const phiward = await store.resume({ email });
    return phiward?.decrypt(localStorage.getItem("envelope"), { context: { record: "1" } });
  },
  /** Lets the service worker see every file once, so that the next load needs no network. */
  async goOffline() {
    await navigator.serviceWorker.register("./offline.js");
    await navigator.serviceWorker.ready;
  },
  /** Writes into the page what a person would read. */
  async show(email) {
    const text = await window.phiward.resume(email);
    document.body.append(Object.assign(document.createElement("p"), { id: "note", textContent: text }));
  },
  async signIn(email, password) {
    const store = await web.VaultStore.open();
    const phiward = await store.unlock({ email, password });
    return phiward.decrypt(localStorage.getItem("envelope"), { context: { record: "1" } });
  },
  async storageCodes(email) {
    const store = await web.VaultStore.open();
    const codes = [];
    const code = (promise) => promise.then(() => codes.push("ok"), (error) => codes.push(error.code));
    await code(store.create({ email, password: "x", kdf: "pbkdf2" }));
    await code(store.unlock({ email: "other@example.com", password: "x" }));
    await code(store.unlock({ email, password: "wrong" }));
    await store.forget(email);
    codes.push(String(await store.resume({ email })));
    store.close();
    await code(store.has(email));
    return codes;
  },
  async quota(email) {
    const store = await web.VaultStore.open();
    const before = await store.has(email);
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function () {
      throw new DOMException("full", "QuotaExceededError");
    };
    const code = await store.create({ email: "new@example.com", password: "x", kdf: "pbkdf2" }).catch((error) => error.code);
    IDBObjectStore.prototype.put = put;
    return [code, before, await store.has(email), await store.has("new@example.com")];
  },
  async dump() {
    const databases = await indexedDB.databases();
    const all = [];
    for (const { name } of databases) {
      const database = await new Promise((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      for (const store of database.objectStoreNames) {
        const request = database.transaction(store).objectStore(store).getAll();
        const keys = database.transaction(store).objectStore(store).getAllKeys();
        await new Promise((resolve) => (keys.onsuccess = resolve));
        for (const value of request.result) {
          all.push(JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? Array.from(part) : part)));
          all.push(Object.values(value).filter((part) => part instanceof CryptoKey).map((key) => `extractable: ${key.extractable}`).join());
        }
        all.push(keys.result.join());
      }
    }
    return all.join("\n") + JSON.stringify({ ...localStorage });
  },
  async largeStream() {
    const key = await web.RecordKey.generate();
    const piece = pattern(256 * 1024, 7, 1);
    let left = 256;
    let [got, ahead, most] = [0, 0, 0];
    const source = new ReadableStream({
      pull(controller) {
        if (left-- === 0) return controller.close();
        ahead += piece.length;
        most = Math.max(most, ahead - got);
        controller.enqueue(piece);
      },
    }, new CountQueuingStrategy({ highWaterMark: 1 }));
    longTasks.length = 0;
    await source.pipeThrough(key.sealStream()).pipeThrough(key.openStream()).pipeTo(new WritableStream({
      async write(chunk) {
        got += chunk.length;
        // A reader that is slow must hold the writer back.
        if (Math.random() < 0.05) await new Promise((resolve) => setTimeout(resolve, 1));
      },
    }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { got, most, longest: Math.max(0, ...longTasks) };
  },
  async quiet() {
    await web.init();
    await new Promise((resolve) => setTimeout(resolve, 300));
    longTasks.length = 0;
    const phiward = await web.Phiward.create({ password: "correct horse" });
    const longestOfUnlock = Math.max(0, ...longTasks);
    const large = new Uint8Array(64 * 1024 * 1024);
    await new Promise((resolve) => setTimeout(resolve, 300));
    longTasks.length = 0;
    const sealed = await phiward.encrypt(large);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { longestOfUnlock, longestOfSeal: Math.max(0, ...longTasks), length: sealed.length };
  },
  async abort() {
    const abort = new AbortController();
    const started = web.Phiward.create({
      password: "x", kdf: { name: "argon2id", memoryKib: 262144, passes: 8, lanes: 4 }, signal: abort.signal,
    });
    setTimeout(() => abort.abort(), 200);
    const start = performance.now();
    const code = await started.then(() => "ok", (error) => error.code);
    return [code, performance.now() - start];
  },
  async bench() {
    const key = await web.RecordKey.generate();
    const bare = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const seal = (bytes) => crypto.subtle.encrypt({ name: "AES-GCM", iv: crypto.getRandomValues(new Uint8Array(12)) }, bare, bytes);
    const results = {};
    for (const [name, length, rounds, times] of [["64 B", 64, 40, 200], ["1 KiB", 1024, 40, 100], ["4 KiB", 4096, 40, 50],
      ["16 KiB", 16384, 40, 20], ["1 MiB", 1 << 20, 60, 1], ["16 MiB", 1 << 24, 9, 1]]) {
      const bytes = pattern(length, 7, 3);
      const many = (call) => async () => {
        for (let i = 0; i < times; i++) await call(bytes);
      };
      const [ours, theirs] = await race(rounds, [many((b) => key.encrypt(b)), many(seal)]);
      results[name] = { oursMs: ours / times, bareMs: theirs / times, speed: theirs / ours };
    }
    // A v2 record as a program would make it of WebCrypto: HKDF by two signatures, a key, and the record.
    const hmac = await crypto.subtle.importKey("raw", new Uint8Array(32), { name: "HMAC", hash: "SHA-512" }, false, ["sign"]);
    const [small, info] = [pattern(64, 7, 3), pattern(150, 7, 3)];
    const sameJob = async () => {
      const first = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, info));
      const second = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, new Uint8Array([...first, ...info])));
      const message = await crypto.subtle.importKey("raw", first.subarray(0, 32), "AES-GCM", false, ["encrypt"]);
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: second.subarray(0, 12) }, message, small);
      return new Uint8Array([...info.subarray(0, 78), ...new Uint8Array(sealed)]);
    };
    const times200 = (call) => async () => {
      for (let i = 0; i < 200; i++) await call();
    };
    const [oursRecord, theirsRecord] = await race(40, [times200(() => key.encrypt(small)), times200(sameJob)]);
    results["64 B v2"] = { oursMs: oursRecord / 200, bareMs: theirsRecord / 200, speed: theirsRecord / oursRecord };
    const password = new TextEncoder().encode("correct horse");
    const salt = new Uint8Array(16);
    const bareKdf = async () => {
      const base = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: 600_000 }, base, 256);
    };
    const made = await web.Phiward.create({ password: "correct horse", kdf: "pbkdf2" });
    const stored = made.export();
    const [ours, theirs] = await race(7, [() => web.Phiward.open({ password: "correct horse", vault: stored }), bareKdf]);
    results.pbkdf2 = { oursMs: ours, bareMs: theirs, times: ours / theirs };
    return results;
  },
  bytesOf,
};
window.ready = true;
