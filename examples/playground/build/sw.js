// The service worker: it takes the whole page into its cache, and answers from there. The build puts PAGE,
// VERSION and FILES above.

const CACHE = `${PAGE}-${VERSION}`;
const KNOWN = new Set(FILES.map((file) => new URL(file, self.location).href));

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(`${PAGE}-`) && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  // What is no file of the page, such as a service beside it, is asked for as if nobody were here.
  if (request.method !== "GET" || !(request.mode === "navigate" || KNOWN.has(request.url))) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const cache = await caches.open(CACHE);
  const found = request.mode === "navigate" ? await cache.match("./", { ignoreVary: true }) : await cache.match(request, { ignoreVary: true });
  return found ?? fetch(request);
}
