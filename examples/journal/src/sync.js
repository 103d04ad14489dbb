// Sync of sealed envelopes. Ids are made here, and every write names the version that it replaces: so a request may
// be sent twice, and of two devices that change the same version one is told.
//
// The rule for conflicts: nothing is lost. A change of the same note on two devices keeps both, as two notes. A change
// wins over a removal. What does not open is not taken over.

import { request } from "./api.js";
import { rows } from "./storage.js";

const PAGE = 200;

/** Sends what waits and fetches what is new; gives how many notes were kept twice or were refused. */
export async function sync(notes) {
  const outcome = { kept: 0, refused: 0 };
  const { name } = notes.session;
  for (const row of await rows.all(name)) {
    if (row.state === "changed") await push(notes, row, outcome);
    else if (row.state === "removed") await drop(notes, row, outcome);
  }
  await pull(notes, outcome);
  return outcome;
}

const path = (id) => `/v1/records/${id}`;

async function push(notes, row, outcome) {
  const { bearer: token, name } = notes.session;
  // Written down before it is sent: when no answer comes, this is how our own version is known again.
  await rows.update(name, row.id, (found) => found && { ...found, tried: [...triedOf(found), mark(row.envelope)] });
  const send = (match) => request("PUT", path(row.id), { token, match, json: { envelope: row.envelope } });
  try {
    return await sent(notes, row, (await send(row.etag ?? "*")).etag);
  } catch (error) {
    if (error.status !== 412) throw error;
  }
  const theirs = await fetchRecord(notes, row.id);
  // An answer was lost: the service has this very envelope already, or one that we sent before it.
  if (theirs?.envelope === row.envelope) return sent(notes, row, theirs.etag);
  if (theirs === undefined) return sent(notes, row, (await send("*")).etag);
  if (isOurs(row, theirs)) return sent(notes, row, (await send(theirs.etag)).etag);
  await keepBoth(notes, row, theirs, outcome);
}

/** The beginning of an envelope, which holds its random salt: no two are alike. */
const mark = (envelope) => envelope.slice(0, 120);
const MOST_TRIES = 50;
const triedOf = (row) => (row.tried ?? []).slice(1 - MOST_TRIES);
const isOurs = (row, { envelope }) => envelope === row.envelope || triedOf(row).includes(mark(envelope));

/** Notes that a row was sent; when it was changed meanwhile it waits again, with the version that is there now. */
async function sent(notes, row, etag) {
  const now = await rows.update(notes.session.name, row.id, (found) => {
    const same = found?.revision === row.revision;
    return found && { ...found, etag, tried: [], state: same ? "synced" : found.state };
  });
  if (now !== undefined) await notes.settled({ ...now, id: row.id });
}

async function keepBoth(notes, row, theirs, outcome) {
  const [ours, other] = await Promise.all([notes.open(row.id, row.envelope), opened(notes, row.id, theirs.envelope)]);
  if (other === undefined) {
    outcome.refused++;
    return;
  }
  if (ours.text !== other.text) {
    await notes.save(ours.text, undefined, ours.writtenMs);
    outcome.kept++;
  }
  await take(notes, row, theirs);
}

async function drop(notes, row, outcome) {
  const { bearer: token, name } = notes.session;
  // Without a version nothing was sent, or the answer was lost: what is there can only be from here.
  const match = row.etag ?? (await fetchRecord(notes, row.id))?.etag;
  if (match !== undefined) {
    try {
      await request("DELETE", path(row.id), { token, match });
    } catch (error) {
      if (error.status === 412) return revive(notes, row, outcome);
      if (error.status !== 404) throw error;
    }
  }
  await rows.update(name, row.id, (found) => (found?.revision === row.revision ? null : undefined));
}

/** It was changed elsewhere before it was removed here: the change stays, unless it was our own. */
async function revive(notes, row, outcome) {
  const theirs = await fetchRecord(notes, row.id);
  if (theirs === undefined) return;
  if (isOurs(row, theirs)) {
    await request("DELETE", path(row.id), { token: notes.session.bearer, match: theirs.etag });
    await rows.update(notes.session.name, row.id, (found) => (found?.revision === row.revision ? null : undefined));
    return;
  }
  if ((await opened(notes, row.id, theirs.envelope)) === undefined) {
    outcome.refused++;
    return;
  }
  await take(notes, row, theirs);
}

async function pull(notes, outcome) {
  const { bearer: token, name } = notes.session;
  const here = new Map((await rows.all(name)).map((row) => [row.id, row]));
  const there = new Set();
  let after = "";
  do {
    const { body } = await request("GET", `/v1/records?limit=${PAGE}&after=${encodeURIComponent(after)}`, { token });
    for (const { id, etag } of body.records) {
      there.add(id);
      const row = here.get(id);
      if (row !== undefined && (row.state !== "synced" || row.etag === etag)) continue;
      const theirs = await fetchRecord(notes, id);
      if (theirs === undefined) continue;
      // An old copy is better than one that was altered.
      if ((await opened(notes, id, theirs.envelope)) === undefined) outcome.refused++;
      else await take(notes, row ?? { id, revision: undefined }, theirs);
    }
    after = body.next;
  } while (after !== null);
  for (const row of here.values()) {
    if (row.state !== "synced" || there.has(row.id)) continue;
    const now = await rows.update(name, row.id, (found) => (found?.revision === row.revision ? null : undefined));
    if (now === null) notes.gone(row.id);
  }
}

/** Takes the version of the service, unless somebody has written on meanwhile. */
async function take(notes, row, { etag, envelope }) {
  const now = await rows.update(notes.session.name, row.id, (found) => {
    if (found?.revision !== row.revision) return undefined;
    return { envelope, etag, state: "synced", revision: (found?.revision ?? 0) + 1 };
  });
  if (now !== undefined) await notes.settled({ ...now, id: row.id });
}

const opened = (notes, id, envelope) => notes.open(id, envelope).catch(() => undefined);

async function fetchRecord(notes, id) {
  try {
    const { body, etag } = await request("GET", path(id), { token: notes.session.bearer });
    return { envelope: body.envelope, etag };
  } catch (error) {
    if (error.status === 404) return undefined;
    throw error;
  }
}
