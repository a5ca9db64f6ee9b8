// Where the customer writes.

import { LIMIT } from "./generated.js";
import { h, icon } from "./dom.js";

const TALLEST = 132; // px
const COUNT_FROM = 0.9; // of the limit

/**
 * Enter sends and Shift+Enter begins a line; while an input method composes, Enter belongs to it.
 * @param {import("./words.js").Words} words @param {(text: string) => void} send
 */
export function composer(words, send) {
  const field = /** @type {HTMLTextAreaElement} */ (
    h("textarea", { rows: 1, placeholder: words.say("placeholder"), "aria-label": words.say("placeholder"), "aria-describedby": "count", enterkeyhint: "send", lang: words.tag })
  );
  const button = h("button", { class: "send", type: "submit", "aria-label": words.say("send") }, icon("send"));
  const count = h("p", { class: "count", id: "count", role: "status" });

  const length = () => [...field.value.trim()].length;
  const refresh = () => {
    field.style.height = "";
    if (field.scrollHeight) field.style.height = `${Math.min(field.scrollHeight, TALLEST)}px`; // 0 while hidden
    const over = length() - LIMIT;
    button.toggleAttribute("disabled", length() === 0 || over > 0);
    field.setAttribute("aria-invalid", String(over > 0));
    const number = (/** @type {number} */ value) => value.toLocaleString(words.tag);
    if (over > 0) count.textContent = words.say("too_long", { limit: number(LIMIT), over: number(over) });
    else count.textContent = length() > LIMIT * COUNT_FROM ? `${number(length())} / ${number(LIMIT)}` : "";
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || length() > LIMIT) return;
    field.value = "";
    refresh();
    send(text);
    field.focus();
  };

  field.addEventListener("input", refresh);
  field.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229; // Safari ends a composition before its keydown
    if (event.key === "Enter" && !event.shiftKey && !composing) submit(event);
  });
  const element = h("form", { class: "composer", onsubmit: submit }, h("div", { class: "field" }, field, button), count);
  refresh();

  return {
    element,
    focus: () => {
      refresh();
      field.focus({ preventScroll: true });
    },
    /** @param {string} [draft] @returns {string} */
    text(draft) {
      if (draft !== undefined) {
        field.value = draft;
        refresh();
      }
      return field.value;
    },
  };
}
