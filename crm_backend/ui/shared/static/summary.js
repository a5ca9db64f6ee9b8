// A sentence of the summary leads to its message and marks itself there. Without this script the link still leads there.

export function startSummary() {
  document.getElementById("summary").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const message = link && document.getElementById(link.hash.slice(1));
    if (!message) return;
    event.preventDefault();
    location.replace(link.hash); // marks the message (:target) without a step for the back button
    message.tabIndex = -1;
    message.focus({ preventScroll: true });
    show(message.querySelector(".bubble"), link.querySelector("[data-said]").textContent);
  });
}

function show(bubble, sentence) {
  const start = bubble.textContent.indexOf(sentence);
  if (start < 0) return bubble.scrollIntoView({ block: "center" });
  const spot = document.createElement("span"); // a range can't be scrolled to
  rangeOf(bubble, start, start).insertNode(spot);
  spot.scrollIntoView({ block: "center" });
  spot.remove();
  bubble.normalize();
  window.CSS?.highlights?.set("summary", new Highlight(rangeOf(bubble, start, start + sentence.length)));
}

function rangeOf(bubble, start, end) {
  const range = new Range();
  range.setStart(bubble.firstChild, start);
  range.setEnd(bubble.firstChild, end);
  return range;
}
