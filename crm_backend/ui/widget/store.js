// What the browser keeps for us: localStorage, or this page's memory where it is refused.

export class Store {
  /** @param {string} prefix */
  constructor(prefix) {
    this.prefix = prefix;
    /** @type {Map<string, string>} */
    this.memory = new Map();
  }

  /** @param {string} key @returns {string | null} */
  get(key) {
    try {
      const kept = localStorage.getItem(this.prefix + key);
      if (kept !== null) return kept;
    } catch { /* refused: memory then */ }
    return this.memory.get(key) ?? null;
  }

  /** @param {string} key @param {string} value */
  set(key, value) {
    try {
      localStorage.setItem(this.prefix + key, value);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, value);
    }
  }

  /** @param {string} key */
  remove(key) {
    this.memory.delete(key);
    try {
      localStorage.removeItem(this.prefix + key);
    } catch { /* refused: nothing is kept there */ }
  }

  /** @param {string} start @returns {string[]} keys that begin so, sorted */
  keys(start) {
    const found = new Set([...this.memory.keys()]);
    try {
      for (let index = 0; index < localStorage.length; index++) {
        const key = localStorage.key(index) ?? "";
        if (key.startsWith(this.prefix)) found.add(key.slice(this.prefix.length));
      }
    } catch { /* refused: memory only */ }
    return [...found].filter((key) => key.startsWith(start)).sort();
  }
}
