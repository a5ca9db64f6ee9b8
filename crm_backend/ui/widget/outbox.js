// Messages that the server has not acknowledged yet. One key each, so that two tabs never overwrite one another.

/** @typedef {{id: string, at: number, text: string, button_id?: string, failed?: string}} Entry */

export class Outbox {
  /** @param {import("./store.js").Store} store @param {string} owner whose messages these are */
  constructor(store, owner) {
    this.store = store;
    this.start = `outbox.${owner}.`;
    this.last = 0;
  }

  /** @param {string} text @param {string} [buttonId] @returns {Entry} */
  add(text, buttonId) {
    this.last = Math.max(Date.now(), this.last + 1);
    const entry = { id: randomId(), at: this.last, text, ...(buttonId ? { button_id: buttonId } : {}) };
    this.update(entry);
    return entry;
  }

  /** @returns {Entry[]} oldest first */
  entries() {
    return this.store.keys(this.start).flatMap((key) => {
      try {
        return [JSON.parse(this.store.get(key) ?? "")];
      } catch {
        return [];
      }
    });
  }

  /** @returns {Entry | undefined} the oldest that may still go */
  next() {
    return this.entries().find((entry) => !entry.failed);
  }

  /** @param {Entry} entry */
  update(entry) {
    this.store.set(this.key(entry), JSON.stringify(entry));
  }

  /** @param {string} id */
  remove(id) {
    for (const entry of this.entries()) if (entry.id === id) this.store.remove(this.key(entry));
  }

  clear() {
    for (const key of this.store.keys(this.start)) this.store.remove(key);
  }

  /** @param {Entry} entry */
  key(entry) {
    return `${this.start}${String(entry.at).padStart(15, "0")}-${entry.id}`;
  }
}

/** @returns {string} 128 random bits; works on pages without TLS, too */
export function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
