// What the customer sees: <rapport-chat>, one custom element in a shadow root. It asks the transport, and shows.

import { composer } from "./composer.js";
import { h, icon, reconcile } from "./dom.js";
import { STYLE } from "./generated.js";
import { rowsOf } from "./rows.js";
import { Words } from "./words.js";

const NEAR_END = 80; // px from the end of the thread that still count as "at the end"
const SAY_CONNECTING_AFTER = 1500; // ms
const SAY_PROBLEM_FOR = 8000;

export class RapportChatElement extends HTMLElement {
  /** @param {import("./transport.js").Transport} transport @param {Words} words */
  static with(transport, words) {
    const element = /** @type {RapportChatElement} */ (document.createElement("rapport-chat"));
    element.transport = transport;
    element.words = words;
    return element;
  }

  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.isOpen = false;
    this.unread = 0;
    this.following = true;
    this.build(root);
    this.transport.addEventListener("change", (event) => this.update(/** @type {CustomEvent} */ (event).detail));
    this.transport.addEventListener("status", () => this.update({}));
    this.transport.addEventListener("problem", (event) => this.showProblem(/** @type {CustomEvent} */ (event).detail));
    this.update({});
  }

  /** @param {ShadowRoot | HTMLElement} root */
  build(root) {
    const { words, transport } = this;
    this.badge = h("span", { class: "badge", hidden: true });
    const launch = { class: "launcher", type: "button", "aria-controls": "panel", onclick: () => this.toggle() };
    this.launcher = h("button", launch, icon("chat"), icon("close"), this.badge);
    this.subtitle = h("p", { class: "subtitle", role: "status" });
    this.leave = h("button", { class: "tool", type: "button", onclick: () => this.confirm(true) }, icon("leave"));
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": words.say("thread") });
    this.typing = h("div", { class: "typing", hidden: true, "aria-hidden": "true" }, h("i", null), h("i", null), h("i", null));
    this.scroller = h("div", { class: "scroller", tabindex: "0", onscroll: () => this.scrolled() }, this.log, this.typing);
    new ResizeObserver(() => this.following && this.scrollToEnd()).observe(this.scroller);
    this.jump = h("button", { class: "jump", type: "button", hidden: true, onclick: () => this.scrollToEnd() }, icon("down"), words.say("newest"));
    this.banner = h("div", { class: "banner", role: "status", hidden: true });
    this.question = this.buildQuestion();
    this.ended = h("div", { class: "bar", hidden: true }, h("span", null, words.say("ended")), this.button("start_anew", () => transport.command("start")));
    this.composer = composer(words, (text) => this.say(text));
    this.panel = h(
      "section",
      { class: "panel", id: "panel", role: "dialog", "aria-label": words.say("title"), lang: words.tag, hidden: true },
      this.buildHeader(),
      this.banner,
      h("div", { class: "middle" }, this.scroller, this.jump),
      this.question,
      this.ended,
      this.composer.element,
    );
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && this.close());
    root.replaceChildren(this.panel, this.launcher);
  }

  buildHeader() {
    this.leave.setAttribute("aria-label", this.words.say("leave"));
    this.leave.title = this.words.say("leave");
    const close = h("button", { class: "tool", type: "button", "aria-label": this.words.say("close"), onclick: () => this.close() }, icon("close"));
    return h(
      "header",
      null,
      h("div", { class: "mark", "aria-hidden": "true" }, icon("spark")),
      h("div", { class: "titles" }, h("h2", null, this.words.say("title")), this.subtitle),
      this.leave,
      close,
    );
  }

  buildQuestion() {
    const end = () => {
      this.confirm(false);
      void this.transport.command("end");
    };
    const answers = h("div", { class: "answers" }, this.button("leave_yes", end), this.button("leave_no", () => this.confirm(false)));
    return h("div", { class: "bar question", role: "group", hidden: true }, h("span", null, this.words.say("leave_question")), answers);
  }

  /** @param {string} key @param {() => void} act */
  button(key, act) {
    return h("button", { type: "button", onclick: act }, this.words.say(key));
  }

  /** @param {Words} words */
  translate(words) {
    this.words = words;
    const draft = this.composer.text();
    const { activeElement } = /** @type {ShadowRoot} */ (this.shadowRoot);
    this.build(/** @type {ShadowRoot} */ (this.shadowRoot));
    this.composer.text(draft);
    this.panel.hidden = !this.isOpen;
    this.update({ history: true });
    if (activeElement && this.isOpen) this.composer.focus();
  }

  /** @param {string} [draft] put before the customer, who sends it or not */
  open(draft) {
    if (draft) this.composer.text(draft);
    if (this.isOpen) return this.composer.focus();
    this.isOpen = true;
    this.panel.hidden = false;
    this.unread = 0;
    this.transport.connect(true);
    this.update({ history: true });
    return this.composer.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.panel.hidden = true;
    this.showLauncher();
    this.launcher.focus();
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
    if (matchMedia("(pointer: coarse)").matches) this.scroller.focus({ preventScroll: true });
    else this.composer.focus();
    this.scrollToEnd();
  }

  /** @param {{history?: boolean, arrived?: boolean}} change */
  update({ history = false, arrived = false }) {
    const { thread, outbox, loaded } = this.transport;
    const follow = history || this.following;
    this.log.setAttribute("aria-busy", String(history)); // what was said before is not read out again
    reconcile(this.log, rowsOf(thread, outbox.entries(), this.words, {
      press: (button) => this.press(button),
      retry: (id) => this.transport.retry(id),
      discard: (id) => this.transport.discard(id),
      connected: this.transport.status === "online",
    }));
    requestAnimationFrame(() => this.log.setAttribute("aria-busy", "false"));
    const state = thread.state;
    this.typing.hidden = !(state?.working && thread.open) && !(this.isOpen && !loaded && this.transport.status !== "offline");
    this.ended.hidden = !loaded || thread.open || !thread.messages.size || Boolean(outbox.next());
    this.leave.hidden = !thread.open || !thread.list().some(({ sender, conversation_id: id }) => sender === "customer" && id === state?.conversation_id);
    if (this.leave.hidden) this.question.hidden = true;
    this.subtitle.textContent = this.standing();
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
    this.launcher.setAttribute("aria-expanded", String(this.isOpen));
    const name = this.isOpen ? "close" : this.unread ? "open_unread" : "open";
    this.launcher.setAttribute("aria-label", this.words.say(name, { count: this.unread }));
    this.badge.hidden = !this.unread;
    this.badge.textContent = this.unread > 9 ? "9+" : String(this.unread);
  }

  showStatus() {
    const { status } = this.transport;
    clearTimeout(this.statusTimer);
    const show = () => this.showBanner(status === "offline" ? "offline" : "connecting", status);
    if (status === "offline") show();
    else if (status === "connecting") this.statusTimer = setTimeout(show, SAY_CONNECTING_AFTER);
    else if (this.banner.dataset.kind !== "problem") this.banner.hidden = true;
  }

  /** @param {string} key @param {string} kind */
  showBanner(key, kind) {
    this.banner.dataset.kind = kind;
    this.banner.textContent = this.words.say(key);
    this.banner.hidden = false;
  }

  /** @param {unknown} problem */
  showProblem(problem) {
    if (!(problem instanceof Error) || !("status" in problem)) return;
    this.banner.dataset.kind = "problem";
    this.banner.textContent = problem.message;
    this.banner.hidden = false;
    clearTimeout(this.problemTimer);
    this.problemTimer = setTimeout(() => {
      this.banner.hidden = true;
      delete this.banner.dataset.kind;
      this.showStatus();
    }, SAY_PROBLEM_FOR);
  }

  /** @param {boolean} asking */
  confirm(asking) {
    this.question.hidden = !asking;
    if (asking) /** @type {HTMLElement} */ (this.question.querySelector("button")).focus();
    else this.composer.focus();
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  scrollToEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Follow what comes, as long as the customer reads at the end. */
  scrolled() {
    this.following = this.atEnd();
    this.jump.hidden = this.following;
  }
}
