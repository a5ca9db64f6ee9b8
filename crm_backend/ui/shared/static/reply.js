// The reply box: a draft survives reloads, a message sent twice arrives once, a failure keeps what was written.

export function startReply(talk, refresh, showNewest) {
  const form = document.getElementById("reply");
  if (!form) return;
  const text = form.elements.text;
  const draft = `draft-${talk.dataset.conversation}`;
  text.value ||= sessionStorage.getItem(draft) ?? "";
  text.addEventListener("input", () => sessionStorage.setItem(draft, text.value));
  text.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229; // Enter chooses a word of the input method
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.readOnly && text.value.trim()) send();
  });

  async function send() {
    text.readOnly = true;
    show("");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "X-Requested-With": "rapport" },
      });
      if (answer.status === 401) return location.assign("/console/login");
      if (answer.ok) sent();
      else show((await answer.json()).error.message);
    } catch {
      show(form.dataset.offline);
    } finally {
      text.readOnly = false;
    }
  }

  function sent() {
    text.value = "";
    sessionStorage.removeItem(draft);
    form.elements.client_message_id.value = newId();
    text.focus();
    Promise.resolve(refresh()).then(showNewest);
  }
}

function show(problem) {
  const place = document.getElementById("problem");
  place.textContent = problem;
  place.hidden = !problem;
}

// crypto.randomUUID exists on https only.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
