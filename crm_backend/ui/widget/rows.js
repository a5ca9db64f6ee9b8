// The rows of the thread: day and conversation dividers, messages, and what is not acknowledged yet.

import { h, icon, linked } from "./dom.js";
import { languageTag } from "./words.js";
import { liveOffer } from "./thread.js";

const FOLD_AT = 900; // characters

/**
 * @typedef {{press(button: {id: string, title: string}): void, retry(id: string): void, discard(id: string): void,
 *   connected: boolean}} Acts
 * @typedef {{key: string, make(): HTMLElement, patch?(element: HTMLElement): void}} Row
 */

/**
 * @param {import("./thread.js").Thread} thread @param {import("./outbox.js").Entry[]} unsent
 * @param {import("./words.js").Words} words @param {Acts} acts @returns {Row[]}
 */
export function rowsOf(thread, unsent, words, acts) {
  const messages = thread.list();
  const offer = liveOffer(messages, thread.state);
  const waiting = unsent.filter((entry) => !thread.has(entry.id));
  const pressed = new Set([...messages, ...waiting].map((said) => said.button_id));
  /** @type {Row[]} */
  const rows = [];
  /** @type {import("./thread.js").Message | null} */
  let before = null;
  for (const message of messages) {
    rows.push(...dividers(before, message, words));
    const first = before?.sender !== message.sender || before.author !== message.author || rows.at(-1)?.key[0] === "d";
    rows.push(messageRow(message, first, message.id === offer && !waiting.length, pressed, words, acts));
    before = message;
  }
  for (const entry of waiting) rows.push(unsentRow(entry, entry === waiting[0] && before?.sender !== "customer", words, acts));
  return rows;
}

/** @param {import("./thread.js").Message | null} before @param {import("./thread.js").Message} message
 *  @param {import("./words.js").Words} words @returns {Row[]} */
function dividers(before, message, words) {
  const day = words.day(new Date(message.created_at));
  const anew = before !== null && before.conversation_id !== message.conversation_id;
  if (before && !anew && words.day(new Date(before.created_at)) === day) return [];
  const text = anew ? `${words.say("new_conversation")} · ${day}` : day;
  return [{ key: `d${message.id}`, make: () => h("div", { class: "divider" }, h("span", null, text)) }];
}

/** @param {import("./thread.js").Message} message @param {boolean} first of its speaker @param {boolean} live
 *  @param {Set<string | null | undefined>} pressed @param {import("./words.js").Words} words @param {Acts} acts
 *  @returns {Row} */
function messageRow(message, first, live, pressed, words, acts) {
  const mine = message.sender === "customer";
  return {
    key: message.client_message_id && mine ? `c${message.client_message_id}` : `m${message.id}`,
    make: () => makeRow(message.sender, message.author, message.text, message.language, message.buttons, words, acts),
    patch: (row) => {
      row.classList.toggle("first", first);
      setNote(row, words.time(new Date(message.created_at)));
      row.classList.remove("unsent", "failed");
      for (const button of row.querySelectorAll(".choice")) {
        const chosen = pressed.has(/** @type {HTMLElement} */ (button).dataset.id);
        button.setAttribute("aria-pressed", String(chosen));
        button.toggleAttribute("disabled", !live);
      }
    },
  };
}

/** @param {import("./outbox.js").Entry} entry @param {boolean} first @param {import("./words.js").Words} words
 *  @param {Acts} acts @returns {Row} */
function unsentRow(entry, first, words, acts) {
  return {
    key: `c${entry.id}`,
    make: () => makeRow("customer", null, entry.text, null, [], words, acts),
    patch: (row) => {
      row.classList.add("unsent");
      row.classList.toggle("first", first);
      row.classList.toggle("failed", Boolean(entry.failed));
      if (!entry.failed) return setNote(row, words.say(acts.connected ? "sending" : "waiting"));
      if (row.querySelector(".again")) return undefined;
      return setNote(
        row,
        h("span", { class: "why" }, entry.failed),
        h("button", { class: "again", type: "button", onclick: () => acts.retry(entry.id) }, icon("retry"), words.say("retry")),
        h("button", { type: "button", onclick: () => acts.discard(entry.id) }, words.say("discard")),
      );
    },
  };
}

/** @param {HTMLElement} row @param {...(Node | string)} content */
function setNote(row, ...content) {
  const note = /** @type {HTMLElement} */ (row.querySelector(".note"));
  if (content.length === 1 && note.textContent === content[0]) return;
  note.replaceChildren(...content);
}

/** @param {string} sender @param {string | null} author @param {string} text @param {string | null} language
 *  @param {{id: string, title: string}[]} buttons @param {import("./words.js").Words} words @param {Acts} acts */
function makeRow(sender, author, text, language, buttons, words, acts) {
  const who = sender === "agent" ? author ?? words.say("agent") : words.say(sender === "customer" ? "you" : sender);
  const face = { assistant: /** @type {const} */ ("spark"), agent: /** @type {const} */ ("person") }[sender];
  return h(
    "div",
    { class: `row ${sender}` },
    face ? h("div", { class: "face", "aria-hidden": "true" }, icon(face)) : "",
    h(
      "div",
      { class: "said" },
      h("div", { class: "who" }, who),
      bubble(text, language, words),
      buttons.length ? choices(buttons, language, words, acts) : "",
      h("div", { class: "note" }),
    ),
  );
}

/** @param {string} text @param {string | null} language @param {import("./words.js").Words} words */
function bubble(text, language, words) {
  const element = h("div", { class: "bubble", lang: languageTag(language) || null, dir: "auto" }, ...linked(text));
  if (text.length <= FOLD_AT) return element;
  element.classList.add("folded");
  const more = h("button", { class: "more", type: "button", "aria-expanded": "false" }, words.say("show_all"));
  more.addEventListener("click", () => {
    const folded = element.classList.toggle("folded");
    more.textContent = words.say(folded ? "show_all" : "show_less");
    more.setAttribute("aria-expanded", String(!folded));
  });
  return h("div", null, element, more);
}

/** @param {{id: string, title: string}[]} buttons @param {string | null} language
 *  @param {import("./words.js").Words} words @param {Acts} acts */
function choices(buttons, language, words, acts) {
  const make = (/** @type {{id: string, title: string}} */ button) =>
    h(
      "button",
      { class: "choice", type: "button", "data-id": button.id, "aria-pressed": "false", onclick: () => acts.press(button) },
      icon("check"),
      h("span", null, button.title),
    );
  const group = { class: "choices", role: "group", "aria-label": words.say("choices"), lang: languageTag(language) || null };
  return h("div", group, ...buttons.map(make));
}
