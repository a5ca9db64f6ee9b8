// What the customer sees: <rapport-chat>, one custom element in a shadow root. It asks the transport, and shows.

import { reconcile } from "./dom.js";
import { STYLE } from "./generated.js";
import { buildPanel } from "./panel.js";
import { rowsOf } from "./rows.js";

const NEAR_END = 80; // px from the end of the thread that still count as "at the end"
const SAY_CONNECTING_AFTER = 1500; // ms
const SAY_PROBLEM_FOR = 8000;

export class RapportChatElement extends HTMLElement {
  /** @param {import("./transport.js").Transport} transport @param {import("./words.js").Words} words */
  constructor(transport, words) {
    super();
    this.transport = transport;
    this.words = words;
    this.isOpen = false;
    this.unread = 0;
    this.following = true; // the newest message, as long as the customer reads at the end
    this.statusTimer = 0;
    this.problemTimer = 0;
    this.root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.root.adoptedStyleSheets = [sheet];
    this.parts = this.build();
    transport.addEventListener("change", (event) => this.update(/** @type {CustomEvent} */ (event).detail));
    transport.addEventListener("status", () => this.update({}));
    transport.addEventListener("problem", (event) => this.showProblem(/** @type {CustomEvent} */ (event).detail));
  }

  connectedCallback() {
    this.update({});
  }

  build() {
    const parts = buildPanel(this.words, {
      toggle: () => this.toggle(),
      close: () => this.close(),
      ask: (asking) => this.confirm(asking),
      leave: () => {
        this.confirm(false);
        void this.transport.command("end");
      },
      startAnew: () => void this.transport.command("start"),
      say: (text) => this.say(text),
      scrolled: () => this.scrolled(),
      scrollToEnd: () => this.scrollToEnd(),
    });
    new ResizeObserver(() => this.following && this.scrollToEnd()).observe(parts.scroller);
    this.root.replaceChildren(parts.panel, parts.launcher);
    return parts;
  }

  /** @param {import("./words.js").Words} words of another language: everything is built anew, the draft stays */
  speak(words) {
    const draft = this.parts.composer.text();
    this.words = words;
    this.parts = this.build();
    this.parts.composer.text(draft);
    this.parts.panel.hidden = !this.isOpen;
    this.update({ history: true });
    if (this.isOpen) this.parts.composer.focus();
  }

  /** @param {string} [draft] put before the customer, who sends it or not */
  open(draft) {
    if (draft) this.parts.composer.text(draft);
    if (this.isOpen) return this.parts.composer.focus();
    this.isOpen = true;
    this.parts.panel.hidden = false;
    this.unread = 0;
    this.transport.connect(true);
    this.update({ history: true });
    return this.parts.composer.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.transport.greeting = false;
    this.parts.panel.hidden = true;
    this.showLauncher();
    this.parts.launcher.focus();
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  /** @param {string} text */
  say(text) {
    this.transport.send(text);
    this.scrollToEnd();
  }

  /** @param {{id: string, title: string}} button which can't be pressed again, so the focus goes on */
  press(button) {
    this.transport.send(button.title, button.id);
    if (matchMedia("(pointer: coarse)").matches) this.parts.scroller.focus({ preventScroll: true });
    else this.parts.composer.focus();
    this.scrollToEnd();
  }

  /** @param {{history?: boolean, arrived?: boolean}} change */
  update({ history = false, arrived = false }) {
    const { thread, outbox, loaded } = this.transport;
    const follow = history || this.following;
    this.parts.log.setAttribute("aria-busy", String(history)); // what was said before is not read out again
    reconcile(this.parts.log, rowsOf(thread, outbox.entries(), this.words, {
      press: (button) => this.press(button),
      retry: (id) => this.transport.retry(id),
      discard: (id) => this.transport.discard(id),
      connected: this.transport.status === "online",
    }));
    requestAnimationFrame(() => this.parts.log.setAttribute("aria-busy", "false"));
    const state = thread.state;
    this.parts.typing.hidden = !(state?.working && thread.open) && !(this.isOpen && !loaded && this.transport.status !== "offline");
    this.parts.ended.hidden = !loaded || thread.open || !thread.messages.size || Boolean(outbox.next());
    this.parts.leave.hidden = !thread.open || !thread.list().some(({ sender, conversation_id: id }) => sender === "customer" && id === state?.conversation_id);
    if (this.parts.leave.hidden) this.parts.question.hidden = true;
    this.parts.subtitle.textContent = this.standing();
    this.countUnread(arrived && !history);
    if (follow) this.scrollToEnd();
    this.showStatus();
  }

  /** Who answers now. */
  standing() {
    const state = this.transport.thread.state;
    if (state?.holder === "queue") return this.words.say("in_queue");
    if (state?.holder === "agent") return this.words.say("with_agent", { agent: state.agent ?? this.words.say("agent") });
    return this.words.say("with_assistant");
  }

  /** @param {boolean} arrived */
  countUnread(arrived) {
    const spoken = this.transport.thread.list().filter(({ sender }) => sender !== "customer");
    const key = `seen.${this.transport.outbox.start}`;
    const newest = spoken.at(-1)?.created_at ?? "";
    if (this.isOpen && newest) this.transport.store.set(key, newest);
    const seen = Date.parse(this.transport.store.get(key) ?? "") || 0;
    this.unread = this.isOpen ? 0 : spoken.filter(({ created_at }) => Date.parse(created_at) > seen).length;
    this.showLauncher();
    if (arrived) this.dispatchEvent(new CustomEvent("unread", { detail: this.unread }));
  }

  showLauncher() {
    this.parts.launcher.setAttribute("aria-expanded", String(this.isOpen));
    const name = this.isOpen ? "close" : this.unread ? "open_unread" : "open";
    this.parts.launcher.setAttribute("aria-label", this.words.say(name, { count: this.unread }));
    this.parts.badge.hidden = !this.unread;
    this.parts.badge.textContent = this.unread > 9 ? "9+" : String(this.unread);
  }

  showStatus() {
    const { status } = this.transport;
    clearTimeout(this.statusTimer);
    const show = () => this.showBanner(status === "offline" ? "offline" : "connecting", status);
    if (status === "offline") show();
    else if (status === "connecting") this.statusTimer = setTimeout(show, SAY_CONNECTING_AFTER);
    else if (this.parts.banner.dataset.kind !== "problem") this.parts.banner.hidden = true;
  }

  /** @param {string} key @param {string} kind */
  showBanner(key, kind) {
    this.parts.banner.dataset.kind = kind;
    this.parts.banner.textContent = this.words.say(key);
    this.parts.banner.hidden = false;
  }

  /** @param {unknown} problem */
  showProblem(problem) {
    if (!(problem instanceof Error) || !("status" in problem)) return;
    this.parts.banner.dataset.kind = "problem";
    this.parts.banner.textContent = problem.message;
    this.parts.banner.hidden = false;
    clearTimeout(this.problemTimer);
    this.problemTimer = setTimeout(() => {
      this.parts.banner.hidden = true;
      delete this.parts.banner.dataset.kind;
      this.showStatus();
    }, SAY_PROBLEM_FOR);
  }

  /** @param {boolean} asking */
  confirm(asking) {
    this.parts.question.hidden = !asking;
    if (asking) /** @type {HTMLElement} */ (this.parts.question.querySelector("button")).focus();
    else this.parts.composer.focus();
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.parts.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  scrollToEnd() {
    this.parts.scroller.scrollTop = this.parts.scroller.scrollHeight;
  }

  /** Follow what comes, as long as the customer reads at the end. */
  scrolled() {
    this.following = this.atEnd();
    this.parts.jump.hidden = this.following;
  }
}
