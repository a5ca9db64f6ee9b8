// The chat API over HTTP: one function per call. Errors are thrown as ApiError.

export class ApiError extends Error {
  /** @param {number} status @param {{code: string, message: string, retry_after?: number}} error */
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

const PATIENCE = 40_000; // ms; a long poll takes up to 25 s

export class Server {
  /** @param {string} base address of Rapport, without a slash at the end */
  constructor(base) {
    this.base = base;
    this.locale = "en";
    /** @type {string | null} */
    this.token = null;
  }

  get socketAddress() {
    return `${this.base.replace(/^http/, "ws")}/api/chat/ws?locale=${this.locale}`;
  }

  /** @param {{identity: string | null, token: string | null}} who */
  session(who) {
    return this.call("POST", "sessions", {}, { ...who, locale: this.locale });
  }

  /** @param {string | null} after @param {number} wait seconds @param {AbortSignal} signal */
  updates(after, wait, signal) {
    return this.call("GET", "updates", { wait: String(wait), ...(after ? { after } : {}) }, undefined, signal);
  }

  /** @param {object} message @param {AbortSignal} signal */
  send(message, signal) {
    return this.call("POST", "messages", {}, message, signal);
  }

  /** @param {"start" | "end"} name @param {string | null} after */
  command(name, after) {
    return this.call("POST", name, after ? { after } : {});
  }

  /**
   * @param {string} method @param {string} path @param {Record<string, string>} query @param {object} [body]
   * @param {AbortSignal} [signal]
   */
  async call(method, path, query, body, signal) {
    const address = `${this.base}/api/chat/${path}?${new URLSearchParams({ locale: this.locale, ...query })}`;
    const timeout = AbortSignal.timeout(PATIENCE);
    const response = await fetch(address, {
      method,
      credentials: "omit",
      cache: "no-store",
      headers: {
        ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
        ...(body ? { "Content-Type": "application/json" } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
      signal: signal && AbortSignal.any ? AbortSignal.any([signal, timeout]) : signal ?? timeout,
    });
    const answer = await response.json().catch(() => ({ error: { code: "unreadable", message: response.statusText } }));
    if (!response.ok) throw new ApiError(response.status, answer.error);
    return answer;
  }
}
