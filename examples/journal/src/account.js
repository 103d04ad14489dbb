// An account: the vault of a person, and the token that opens their part of the service, which is sealed in it.

import { checkRecoveryCode, Phiward } from "@phiward/web";
import { request, ServerError } from "./api.js";
import { accounts } from "./storage.js";

export const APP = "phiward-journal";
const MINUTE_MS = 60_000;
/** Minutes without use after which the keys are wiped. */
export const IDLE_MINUTES = [1, 5, 15, 60];

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (text) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text))));

/** The name of an account: whoever knows the address can compute it, nobody can compute the address. */
const nameOf = (email) => sha256(`${APP}/account\0${email.trim().toLowerCase()}`);
const tokenContext = (name) => ({ app: APP, account: name, field: "token" });
const path = (name) => `/v1/accounts/${name}`;

/** A journal that is open: its vault, and what proves to the service whose it is. */
class Session {
  constructor(account, phiward, token) {
    this.account = account;
    this.phiward = phiward;
    this.bearer = `php_${account.name}_${token}`;
  }

  get name() {
    return this.account.name;
  }
}

/** Makes a journal; gives it with its 24 words, which are shown once. */
export async function create({ email, password }) {
  const name = await nameOf(email);
  const phiward = await Phiward.create({ password, idleMs: idle() });
  const words = await phiward.addRecoveryCode();
  const { body, token } = await sealed(name, phiward);
  const stored = await put(() => request("POST", "/v1/accounts", { json: { name, account: body } }), name, body);
  if (stored === undefined) {
    phiward.lock();
    throw new ServerError(412, "account_exists");
  }
  return { session: await begin(name, stored, phiward, token), words };
}

/** Opens a journal on a device that does not have it yet. */
export async function signIn({ email, password }) {
  const name = await nameOf(email);
  const stored = await request("GET", path(name));
  return open(name, stored, { password });
}

/** Opens a journal that this device has, without a network too. */
export async function unlock(account, password) {
  try {
    return await open(account.name, { body: account, etag: account.etag }, { password });
  } catch (error) {
    if (error.code !== "wrong_password") throw error;
    // The password may have been changed on another device.
    const stored = await request("GET", path(account.name)).catch(() => undefined);
    if (stored === undefined || stored.body.vault === account.vault) throw error;
    return open(account.name, stored, { password });
  }
}

/** Opens a journal by its words, and gives it a new password. */
export async function recover({ email, words, password }) {
  const recoveryCode = words.trim().toLowerCase().split(/\s+/).join(" ");
  await checkRecoveryCode(recoveryCode);
  const name = await nameOf(email);
  const stored = await request("GET", path(name));
  const session = await open(name, stored, { recoveryCode });
  await session.phiward.changePassword(password);
  return replace(session, session.phiward);
}

/** Another password: one account is written, and no note. Everybody who was signed in elsewhere is signed out. */
export async function changePassword(session, { old, password }) {
  const copy = await Phiward.open({ vault: session.account.vault, password: old, idleMs: idle() });
  await copy.changePassword(password);
  return replace(session, copy);
}

/** New words in place of the old ones. */
export async function renewWords(session, { old }) {
  const copy = await Phiward.open({ vault: session.account.vault, password: old, idleMs: idle() });
  for (const slot of (await copy.describe()).slots) {
    if (slot.type_name === "recovery") copy.removeSlot(slot.slot_id_hex);
  }
  const words = await copy.addRecoveryCode();
  return { session: await replace(session, copy), words };
}

/** How long a journal stays open without use, on this device. */
export function idleMinutes(minutes) {
  if (minutes !== undefined) localStorage.setItem("idle-minutes", String(minutes));
  const kept = Number(localStorage.getItem("idle-minutes"));
  return IDLE_MINUTES.includes(kept) ? kept : 15;
}

const idle = () => idleMinutes() * MINUTE_MS;

async function open(name, stored, secret) {
  const { vault, sealedToken } = stored.body;
  const phiward = await Phiward.open({ vault, ...secret, idleMs: idle() });
  const token = await phiward.decrypt(sealedToken, { as: "text", context: tokenContext(name) });
  return begin(name, stored, phiward, token);
}

async function begin(name, { body, etag }, phiward, token) {
  const account = { name, id: body.id, vault: body.vault, sealedToken: body.sealedToken, etag, usedMs: Date.now() };
  await accounts.put(account);
  return new Session(account, phiward, token);
}

/** What the service keeps of a vault: it gets the hash of a new token, and the token itself only sealed. */
async function sealed(name, phiward) {
  const token = hex(crypto.getRandomValues(new Uint8Array(32)));
  const sealedToken = await phiward.encrypt(token, { context: tokenContext(name) });
  return { token, body: { vault: phiward.export(), sealedToken, tokenSha256: await sha256(token) } };
}

/** Stores a changed vault with a new token; the session goes on with both. */
async function replace(session, phiward) {
  const { name, account, bearer } = session;
  const { body, token } = await sealed(name, phiward);
  const send = () => request("PUT", path(name), { token: bearer, match: account.etag, json: body });
  const stored = await put(send, name, body);
  if (stored === undefined) {
    if (phiward !== session.phiward) phiward.lock();
    throw new ServerError(412, "account_changed");
  }
  return begin(name, stored, phiward, token);
}

/**
 * Sends an account. When no answer came, or when it says that it is there already, the service is asked what it has:
 * an answer that was lost on its way is no failure. `undefined` means that somebody else's is there.
 */
async function put(send, name, { vault }) {
  try {
    return await send();
  } catch (error) {
    if (![0, 401, 412].includes(error.status)) throw error;
    const stored = await request("GET", path(name)).catch(() => undefined);
    if (stored === undefined) throw error;
    return stored.body.vault === vault ? stored : undefined;
  }
}
