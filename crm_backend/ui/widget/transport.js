// Keeps the page and the server in agreement: session, socket or long poll, and the outbox. Knows nothing of looks.

import { Outbox } from "./outbox.js";
import { ApiError, Server } from "./server.js";
import { connectSocket } from "./socket.js";
import { Store } from "./store.js";
import { Thread } from "./thread.js";

/** @typedef {"idle" | "connecting" | "online" | "offline"} Status */

const BACKOFF = [300, 800, 2000, 5000, 10_000]; // ms
const SOCKET_TRIES = 2; // that never opened, before plain HTTP is used
const POLL_FOR = 60_000; // ms of plain HTTP before the socket is tried again

export class Transport extends EventTarget {
  /** @param {string} base address of Rapport */
  constructor(base) {
    super();
    this.server = new Server(base);
    this.store = new Store("rapport.");
    /** @type {string | null} signed by the shop's server */
    this.identity = null;
    this.thread = new Thread();
    this.outbox = new Outbox(this.store, "visitor");
    /** @type {Status} */
    this.status = "idle";
    this.loaded = false;
    this.greeting = false; // somebody looks: the assistant may begin
    this.greeted = false;
    this.run = 0;
    this.socketFailures = 0;
    this.pumping = false;
    /** @type {import("./socket.js").Link | null} */
    this.link = null;
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.link?.close());
  }

  /** Has this visitor talked to us before, or do we know who they are? Then it is worth connecting at once. */
  get known() {
    return this.identity !== null || this.store.get("visitor") !== null;
  }

  /** @param {boolean} [greet] have the assistant begin, if nothing was said yet */
  connect(greet = false) {
    this.greeting ||= greet;
    if (this.status === "idle") void this.keepConnected(++this.run);
    else this.greet();
  }

  /** @param {string | null} identity whose chat this is from now on; null: a visitor's */
  setIdentity(identity) {
    if (identity === this.identity) return;
    const wasConnected = this.status !== "idle";
    this.stop();
    if (this.identity && !identity) this.forgetDrawer(); // signed out, maybe on a shared computer
    this.identity = identity;
    this.outbox = new Outbox(this.store, identity ? subjectOf(identity) : "visitor");
    if (wasConnected || identity) this.connect();
  }

  /** Forget this visitor on this device. */
  reset() {
    this.stop();
    this.forgetDrawer();
    this.store.remove("visitor");
    this.identity = null;
    this.outbox = new Outbox(this.store, "visitor");
  }

  forgetDrawer() {
    this.outbox.clear();
    this.store.remove(`seen.${this.outbox.start}`);
  }

  /** @param {string} text @param {string} [buttonId] */
  send(text, buttonId) {
    this.outbox.add(text, buttonId);
    this.changed();
    this.connect();
    void this.pump();
  }

  /** @param {string} id of a message that failed */
  retry(id) {
    const entry = this.outbox.entries().find((candidate) => candidate.id === id);
    if (!entry) return;
    delete entry.failed;
    this.outbox.update(entry);
    this.changed();
    this.connect();
    void this.pump();
  }

  /** @param {string} id of a message that failed */
  discard(id) {
    this.outbox.remove(id);
    this.changed();
  }

  /** @param {"start" | "end"} name */
  async command(name) {
    try {
      this.merge(await this.server.command(name, this.thread.cursor));
    } catch (problem) {
      this.report(problem);
    }
  }

  stop() {
    this.run++;
    this.link?.close();
    this.link = null;
    this.server.token = null;
    this.thread = new Thread();
    this.loaded = false;
    this.greeted = false;
    this.setStatus("idle");
    this.changed();
    this.wake();
  }

  wake() {
    this.dispatchEvent(new Event("wake"));
  }

  /** @param {number} run */
  async keepConnected(run) {
    this.setStatus("connecting");
    for (let attempt = 0; run === this.run; attempt++) {
      try {
        if (!this.server.token) await this.openSession(run);
        if (run !== this.run) return; // somebody signed in or out meanwhile
        const polling = this.socketFailures >= SOCKET_TRIES;
        if (await (polling ? this.poll(run) : this.live(run))) attempt = -1;
      } catch (problem) {
        if (problem instanceof ApiError && problem.status === 401) this.forgetSession();
        else if (problem instanceof ApiError && problem.status < 500) this.report(problem);
      }
      this.link = null;
      if (run !== this.run) return;
      this.setStatus(navigator.onLine ? "connecting" : "offline");
      await this.pause(BACKOFF[Math.min(Math.max(attempt, 0), BACKOFF.length - 1)] * (0.75 + Math.random() / 2));
    }
  }

  /** @param {number} run */
  async openSession(run) {
    const former = this.identity ? null : this.store.get("visitor");
    const answer = await this.server.session({ identity: this.identity, token: former });
    if (run !== this.run) return;
    this.server.token = answer.token;
    if (!this.identity) this.store.set("visitor", answer.token);
    this.dispatchEvent(new CustomEvent("customer", { detail: answer.customer }));
  }

  forgetSession() {
    this.server.token = null;
    if (!this.identity) this.store.remove("visitor");
    this.thread.cursor = null;
  }

  /** Over the socket, until it breaks. @param {number} run @returns {Promise<boolean>} whether it ever worked */
  async live(run) {
    const link = connectSocket(this.server, this.thread.cursor, {
      feed: (feed) => run === this.run && this.merge(feed, link),
      refused: (error) => this.report(error),
    });
    this.link = link;
    const { worked, code } = await link.closed;
    if (code === 4401) this.forgetSession();
    this.socketFailures = worked ? 0 : this.socketFailures + 1;
    return worked;
  }

  /** Over plain HTTP, for a while. @param {number} run @returns {Promise<boolean>} */
  async poll(run) {
    const until = Date.now() + POLL_FOR;
    const leaving = new AbortController();
    this.link = {
      send: (message) => this.server.send(message, leaving.signal).then(answered, refused),
      close: () => leaving.abort(),
      closed: Promise.resolve({ worked: true, code: 0 }),
    };
    for (let wait = 0; run === this.run && Date.now() < until; wait = 20) {
      this.merge(await this.server.updates(this.thread.cursor, wait, leaving.signal), this.link);
    }
    this.socketFailures = SOCKET_TRIES - 1;
    return true;
  }

  /** @param {import("./thread.js").Feed} feed @param {import("./socket.js").Link} [link] that it came by */
  merge(feed, link) {
    const history = !this.loaded;
    const before = this.thread.messages.size;
    this.thread.merge(feed);
    for (const message of feed.messages) if (message.client_message_id) this.outbox.remove(message.client_message_id);
    this.loaded = true;
    this.changed({ history, arrived: this.thread.messages.size > before });
    if (!link) return;
    this.setStatus("online");
    this.greet();
    void this.pump();
  }

  greet() {
    if (!this.greeting || this.greeted || this.status !== "online" || !this.loaded) return;
    this.greeted = true;
    if (!this.thread.messages.size && !this.outbox.next()) void this.command("start");
  }

  /** Send what waits, one after the other: order is kept, and each is acknowledged before the next. */
  async pump() {
    if (this.pumping) return;
    this.pumping = true;
    try {
      for (let entry; this.link && this.status === "online" && (entry = this.outbox.next());) {
        if (!(await this.deliver(entry, this.link))) return;
      }
    } finally {
      this.pumping = false;
    }
  }

  /** @param {import("./outbox.js").Entry} entry @param {import("./socket.js").Link} link @returns {Promise<boolean>} */
  async deliver(entry, link) {
    const said = entry.button_id ? { button_id: entry.button_id } : { text: entry.text };
    const answer = await link.send({ client_message_id: entry.id, ...said });
    if (!answer) {
      link.close(); // the message stays in the outbox, and goes again after the reconnect
      return false;
    }
    if (answer.message) {
      this.thread.add(answer.message);
      this.outbox.remove(entry.id);
    } else if (answer.status === 429 || answer.status >= 500) {
      await this.pause((answer.error.retry_after ?? 2) * 1000);
    } else if (answer.status === 401) {
      this.forgetSession();
      link.close();
      return false;
    } else {
      this.outbox.update({ ...entry, failed: answer.error.message });
    }
    this.changed({ arrived: Boolean(answer.message) });
    return true;
  }

  /** @param {number} ms or until the network is back */
  pause(ms) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.removeEventListener("wake", done);
        resolve(undefined);
      };
      const timer = setTimeout(done, ms);
      this.addEventListener("wake", done);
    });
  }

  /** @param {Status} status */
  setStatus(status) {
    if (status === this.status) return;
    this.status = status;
    this.dispatchEvent(new Event("status"));
  }

  /** @param {{history?: boolean, arrived?: boolean}} [detail] */
  changed(detail = {}) {
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  /** @param {unknown} problem */
  report(problem) {
    this.dispatchEvent(new CustomEvent("problem", { detail: problem }));
  }
}

/** @param {{message: import("./thread.js").Message}} answer */
const answered = (answer) => ({ message: answer.message, status: 200, error: { message: "" } });

/** @param {unknown} problem */
const refused = (problem) => (problem instanceof ApiError ? { status: problem.status, error: problem.error } : null);

/** @param {string} identity a JWT @returns {string} its subject; only names a drawer here, the server verifies */
function subjectOf(identity) {
  try {
    const claims = identity.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return encodeURIComponent(String(JSON.parse(atob(claims)).sub));
  } catch {
    return "signed";
  }
}
