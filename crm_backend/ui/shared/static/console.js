// The console, live: the server says *that* something changed, the page fetches what it shows.
import { startReading } from "./reading.js";
import { localTimes } from "./times.js";

const live = document.querySelector("[data-live]");
const refresh = live?.dataset.part ? startReading(live) : () => window.htmx.trigger(live, "rapport-changed");

localTimes(document);
document.body.addEventListener("htmx:afterSettle", (event) => localTimes(event.target));
document.body.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.xhr.status === 401) location.assign("/console/login");
});
if (live) watch(live.dataset.live);

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard?.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
}

// One stream while the page is seen: browsers allow few connections to a server, shared by all tabs.
function watch(address) {
  const offline = document.getElementById("offline");
  let stream = null;
  const open = () => {
    stream ??= new EventSource(address);
    stream.onopen = () => (offline.hidden = true);
    stream.addEventListener("changed", () => refresh());
    stream.onerror = () => {
      offline.hidden = false;
      if (stream.readyState === EventSource.CLOSED) location.reload(); // refused: most likely logged out
    };
  };
  const close = () => {
    stream?.close();
    stream = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", () => document.hidden || open());
  if (!document.hidden) open();
}
