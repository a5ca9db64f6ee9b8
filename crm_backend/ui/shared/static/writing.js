// Forms for long texts: facts are put in where the cursor was, and nothing typed is lost by a wrong click.

const form = document.querySelector("form[data-writing]");
if (form) start(form);

function start(form) {
  let last = form.querySelector("textarea");
  let changed = Boolean(document.querySelector(".notice.bad"));
  form.addEventListener("focusin", ({ target }) => {
    if (target.matches("textarea, input[type=text], input:not([type])")) last = target;
  });
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
  for (const button of form.querySelectorAll("[data-insert]")) {
    button.addEventListener("click", () => {
      last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
      last.focus();
      changed = true;
    });
  }
}
