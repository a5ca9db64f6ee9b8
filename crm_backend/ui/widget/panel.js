// The parts of the chat as elements: launcher, header, thread, bars and composer. What they do is given by `acts`.

import { composer } from "./composer.js";
import { h, icon } from "./dom.js";

/**
 * @typedef {{toggle(): void, close(): void, ask(asking: boolean): void, leave(): void, startAnew(): void,
 *   say(text: string): void, scrolled(): void, scrollToEnd(): void}} PanelActs
 * @param {import("./words.js").Words} words @param {PanelActs} acts
 */
export function buildPanel(words, acts) {
  const badge = h("span", { class: "badge", hidden: true });
  const launch = { class: "launcher", type: "button", "aria-controls": "panel", onclick: acts.toggle };
  const launcher = h("button", launch, icon("chat"), icon("close"), badge);
  const subtitle = h("p", { class: "subtitle", role: "status" });
  const leave = tool("leave", words, () => acts.ask(true));
  const log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": words.say("thread") });
  const typing = h("div", { class: "typing", hidden: true, "aria-hidden": "true" }, h("i", null), h("i", null), h("i", null));
  const scroller = h("div", { class: "scroller", tabindex: "0", onscroll: acts.scrolled }, log, typing);
  const jump = h("button", { class: "jump", type: "button", hidden: true, onclick: acts.scrollToEnd }, icon("down"), words.say("newest"));
  const banner = h("div", { class: "banner", role: "status", hidden: true });
  const question = leaveQuestion(words, acts);
  const ended = h("div", { class: "bar", hidden: true }, h("span", null, words.say("ended")), button(words.say("start_anew"), acts.startAnew));
  const written = composer(words, acts.say);
  const panel = h(
    "section",
    { class: "panel", id: "panel", role: "dialog", "aria-label": words.say("title"), lang: words.tag, hidden: true },
    header(words, subtitle, leave, tool("close", words, acts.close)),
    banner,
    h("div", { class: "middle" }, scroller, jump),
    question,
    ended,
    written.element,
  );
  panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && acts.close());
  return { panel, launcher, badge, subtitle, leave, log, typing, scroller, jump, banner, question, ended, composer: written };
}

/** @param {import("./words.js").Words} words @param {...Node} parts */
function header(words, ...parts) {
  const [subtitle, ...tools] = parts;
  const titles = h("div", { class: "titles" }, h("h2", null, words.say("title")), subtitle);
  return h("div", { class: "head" }, h("div", { class: "mark", "aria-hidden": "true" }, icon("spark")), titles, ...tools);
}

/** @param {"leave" | "close"} name @param {import("./words.js").Words} words @param {() => void} act */
function tool(name, words, act) {
  const label = words.say(name);
  return h("button", { class: "tool", type: "button", "aria-label": label, title: label, onclick: act }, icon(name));
}

/** @param {import("./words.js").Words} words @param {PanelActs} acts */
function leaveQuestion(words, acts) {
  const yes = button(words.say("leave_yes"), acts.leave);
  const no = button(words.say("leave_no"), () => acts.ask(false));
  const answers = h("div", { class: "answers" }, yes, no);
  return h("div", { class: "bar question", role: "group", hidden: true }, h("span", null, words.say("leave_question")), answers);
}

/** @param {string} title @param {() => void} act */
function button(title, act) {
  return h("button", { type: "button", onclick: act }, title);
}
