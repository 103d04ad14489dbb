// Where a text could have been left, and how it is looked for.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A text in the forms in which it may stand somewhere. */
function forms(text) {
  const utf8 = Buffer.from(text);
  // Base64 has three forms by what stands before; the first and last characters depend on the neighbours.
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), utf8]).toString("base64").replace(/=+$/, "");
    return Buffer.from(whole.slice(before === 0 ? 0 : before + 1, -1));
  });
  const json = Buffer.from(JSON.stringify(text).slice(1, -1));
  return [utf8, Buffer.from(text, "utf16le"), Buffer.from(encodeURIComponent(text)), json, ...base64];
}

/** The names of the places that hold one of the texts. */
export function holding(places, texts) {
  const wanted = texts.flatMap(forms);
  return Object.entries(places)
    .filter(([, bytes]) => wanted.some((form) => bytes.includes(form)))
    .map(([name]) => name);
}

/** Everything that a page keeps in this browser. */
export async function kept(page, context) {
  const dump = await page.evaluate(async () => {
    const whole = (request) => new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
    const databases = {};
    for (const { name } of await indexedDB.databases()) {
      const database = await whole(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        databases[`${name}/${store}`] = JSON.stringify(await whole(database.transaction(store).objectStore(store).getAll()));
      }
      database.close();
    }
    const cached = {};
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
        cached[request.url] = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
      }
    }
    return { databases, cached, local: JSON.stringify({ ...localStorage }), session: JSON.stringify({ ...sessionStorage }) };
  });
  const places = { local: Buffer.from(dump.local), session: Buffer.from(dump.session) };
  for (const [name, text] of Object.entries(dump.databases)) places[`IndexedDB ${name}`] = Buffer.from(text);
  for (const [url, text] of Object.entries(dump.cached)) places[`cache ${url}`] = Buffer.from(text, "latin1");
  places.cookies = Buffer.from(JSON.stringify(await context.cookies()));
  return places;
}

/** Everything that was sent: addresses, headers, bodies. */
export async function sent(requests) {
  const places = {};
  for (const [index, request] of requests.entries()) {
    const head = `${request.method()} ${request.url()} ${JSON.stringify(request.headers())}`;
    places[`request ${index} ${request.url()}`] = Buffer.concat([Buffer.from(head), request.postDataBuffer() ?? Buffer.alloc(0)]);
  }
  return places;
}

/** Every file below a folder. */
export function files(folder) {
  const places = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    places[`file ${path}`] = readFileSync(path);
  }
  return places;
}
