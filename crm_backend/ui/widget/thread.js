// What has been said, merged from feeds in whatever order and however often they come.

/**
 * @typedef {{id: string, conversation_id: string, seq: number, sender: string, author: string | null, text: string,
 *   buttons: {id: string, title: string}[], button_id: string | null, language: string | null, created_at: string,
 *   client_message_id: string | null}} Message
 * @typedef {{conversation_id: string | null, holder: string, working: boolean, agent: string | null,
 *   outcome: string | null, survey: {state: string, rating: number | null} | null}} State
 * @typedef {{cursor: string, messages: Message[], state: State}} Feed
 */

export class Thread {
  constructor() {
    /** @type {Map<string, Message>} */
    this.messages = new Map();
    /** @type {string | null} */
    this.cursor = null;
    /** @type {State | null} */
    this.state = null;
  }

  /** @param {Feed} feed */
  merge(feed) {
    for (const message of feed.messages) this.add(message);
    this.cursor = feed.cursor;
    this.state = feed.state;
  }

  /** @param {Message} message */
  add(message) {
    if (!this.messages.has(message.id)) this.messages.set(message.id, message);
  }

  /** @returns {Message[]} as it was said; of a message that moved to a new conversation, the newer copy */
  list() {
    const all = [...this.messages.values()].sort(inOrder);
    /** @type {Map<string, Message>} */
    const newest = new Map();
    for (const message of all) if (message.client_message_id) newest.set(message.client_message_id, message);
    return all.filter((message) => !message.client_message_id || newest.get(message.client_message_id) === message);
  }

  /** @param {string} clientMessageId */
  has(clientMessageId) {
    return [...this.messages.values()].some((message) => message.client_message_id === clientMessageId);
  }

  get open() {
    return this.state !== null && this.state.conversation_id !== null && this.state.holder !== "nobody";
  }
}

/** @param {Message} a @param {Message} b */
function inOrder(a, b) {
  if (a.conversation_id === b.conversation_id) return a.seq - b.seq;
  return Date.parse(a.created_at) - Date.parse(b.created_at) || (a.conversation_id < b.conversation_id ? -1 : 1);
}

/**
 * The buttons that still mean something: the newest offer, until the customer answers it in another way.
 * A rating may be given, or changed, as long as the survey lives.
 * @param {Message[]} messages @param {State | null} state @returns {string | null} id of the message that offers
 */
export function liveOffer(messages, state) {
  for (const message of [...messages].reverse()) {
    if (message.buttons.length) return message.id;
    const rating = state?.holder === "nobody" && state.survey !== null && state.survey.state !== "expired";
    if (message.sender === "customer" && !rating) return null;
  }
  return null;
}
