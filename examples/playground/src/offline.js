// Registers the service worker, and says when the page needs no network any more.

export async function watchOffline(status, text) {
  const tell = (ready) => {
    status.dataset.ready = String(ready);
    text.textContent = ready
      ? navigator.onLine ? "Saved: works without a network" : "No network, and none needed"
      : "Being saved for offline use";
  };
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) {
    text.textContent = "Not saved for offline use";
    return;
  }
  tell(false);
  try {
    await navigator.serviceWorker.register("./sw.js");
    await navigator.serviceWorker.ready;
    tell(true);
    window.addEventListener("online", () => tell(true));
    window.addEventListener("offline", () => tell(true));
  } catch {
    text.textContent = "Not saved for offline use";
  }
}
