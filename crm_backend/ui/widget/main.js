// The beginning: reads the script tag, puts the chat on the page, and gives the page window.RapportChat.

import { Transport } from "./transport.js";
import { RapportChatElement } from "./view.js";
import { Words } from "./words.js";

const script = /** @type {HTMLScriptElement} */ (document.currentScript);

function boot() {
  const { locale = "auto", identity = null, position = "right" } = script.dataset;
  let words = new Words(locale);
  const transport = new Transport(script.src.replace(/\/widget\.js.*$/, ""));
  transport.server.locale = words.language;
  customElements.define("rapport-chat", RapportChatElement);
  const element = new RapportChatElement(transport, words);
  element.dataset.position = position;
  const reached = (/** @type {string} */ name, /** @type {unknown} */ detail) =>
    window.dispatchEvent(new CustomEvent(`rapport:${name}`, { detail }));

  Object.assign(window, {
    RapportChat: Object.freeze({
      /** @param {string} [draft] a question that the customer may send */
      open: (draft) => element.open(draft),
      close: () => element.close(),
      toggle: () => element.toggle(),
      /** @param {string | null} signed identity from the shop's server; null: the customer signed out */
      setCustomer: (signed) => transport.setIdentity(signed || null),
      /** @param {string} wish */
      setLocale: (wish) => {
        words = new Words(wish);
        transport.server.locale = words.language;
        element.speak(words);
      },
      /** Forgets this visitor on this device. */
      reset: () => transport.reset(),
    }),
  });
  transport.addEventListener("problem", (event) => reached("error", /** @type {CustomEvent} */ (event).detail));
  element.addEventListener("unread", (event) => reached("unread", /** @type {CustomEvent} */ (event).detail));
  if (identity) transport.setIdentity(identity);
  else if (transport.known) transport.connect();
  document.body.append(element);
  reached("ready", null);
}

if (!customElements.get("rapport-chat")) {
  if (document.body) boot();
  else addEventListener("DOMContentLoaded", boot, { once: true });
}
