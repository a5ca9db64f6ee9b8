// The reading view: new items are put in, nothing that is open or being typed is touched.
import { startReply } from "./reply.js";
import { startSummary } from "./summary.js";
import { localTimes } from "./times.js";

export function startReading(talk) {
  const timeline = document.getElementById("timeline");
  const toNewest = document.getElementById("to-newest");
  const last = () => timeline.lastElementChild;
  const showNewest = () => {
    timeline.scrollTop = timeline.scrollHeight;
    last()?.scrollIntoView({ block: "nearest" });
    toNewest.hidden = true;
  };
  const atEnd = () => !last() || last().getBoundingClientRect().top < timelineEnd(timeline) + 40;
  toNewest.addEventListener("click", showNewest);
  timeline.addEventListener("scroll", () => atEnd() && (toNewest.hidden = true));
  startReply(talk, () => refresh(), showNewest);
  startSummary();
  const named = document.getElementById(location.hash.slice(1));
  if (timeline.contains(named)) named.scrollIntoView();
  else showNewest();

  let running = false;
  let again = false;
  async function refresh() {
    again = running;
    if (running) return;
    running = true;
    try {
      const answer = await fetch(talk.dataset.part, { headers: { "X-Requested-With": "rapport" } });
      if (answer.status === 401) return location.reload();
      if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The stream shows that the connection is lost, and asks again when it is back.
    } finally {
      running = false;
    }
    if (again) refresh();
  }

  function take(fresh) {
    const wasAtEnd = atEnd();
    const added = merge(timeline, fresh.querySelector("[data-for=timeline]"));
    replace("top", fresh);
    const above = document.getElementById("summary");
    const height = above.offsetHeight;
    replace("summary", fresh);
    if (wasAtEnd && above.offsetHeight !== height) showNewest(); // it took room from the messages
    replace("file", fresh);
    const composer = document.getElementById("composer");
    const offered = fresh.querySelector("[data-for=composer]");
    if (composer.dataset.key !== offered.dataset.key) {
      composer.dataset.key = offered.dataset.key;
      composer.replaceChildren(...offered.childNodes);
      startReply(talk, () => refresh(), showNewest);
      localTimes(composer);
    }
    if (!added.length) return;
    if (added.some((item) => item.classList.contains("customer"))) announce();
    if (wasAtEnd) showNewest();
    else toNewest.hidden = false;
  }
  return refresh;
}

// The items of `fresh` that the page does not have yet, each put behind the one that it follows.
function merge(timeline, fresh) {
  const added = [];
  let before = null;
  for (const item of [...fresh.children]) {
    let known = document.getElementById(item.id);
    if (!known) {
      known = document.adoptNode(item);
      if (before) before.after(known);
      else timeline.append(known);
      localTimes(known);
      added.push(known);
    }
    before = known;
  }
  return added;
}

function replace(id, fresh) {
  const shown = document.getElementById(id);
  const offered = fresh.querySelector(`[data-for=${id}]`);
  if (shown.contains(document.activeElement)) return;
  shown.replaceChildren(...offered.childNodes);
  localTimes(shown);
}

function announce() {
  const news = document.getElementById("news");
  news.textContent = "";
  requestAnimationFrame(() => (news.textContent = news.dataset.text));
}

function timelineEnd(timeline) {
  return Math.min(timeline.getBoundingClientRect().bottom, document.getElementById("composer").getBoundingClientRect().top);
}
