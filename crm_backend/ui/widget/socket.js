// One WebSocket, from hello to its end.

import { ApiError } from "./server.js";

/**
 * @typedef {{message?: import("./thread.js").Message, status: number,
 *   error: {message: string, retry_after?: number}}} Answer
 * @typedef {{send(message: {client_message_id: string}): Promise<Answer | null>, close(): void,
 *   closed: Promise<{worked: boolean, code: number}>}} Link `send` gives null if the connection broke meanwhile
 */

const ANSWER_WITHIN = 10_000; // ms
const PING_EVERY = 20_000;
const SILENCE = 45_000;
const CHECK_EVERY = 5_000;

/**
 * @param {import("./server.js").Server} server @param {string | null} after cursor
 * @param {{feed(feed: import("./thread.js").Feed): void, refused(error: ApiError): void}} on
 * @returns {Link}
 */
export function connectSocket(server, after, on) {
  const socket = new WebSocket(server.socketAddress);
  /** @type {Map<string, (answer: Answer | null) => void>} */
  const waiting = new Map();
  let worked = false;
  let heard = Date.now();

  const alive = setInterval(() => {
    const silent = Date.now() - heard;
    if (silent > (worked ? SILENCE : ANSWER_WITHIN)) close();
    else if (worked && silent > PING_EVERY) socket.send('{"type":"ping"}');
  }, CHECK_EVERY);

  socket.onopen = () => socket.send(JSON.stringify({ type: "hello", token: server.token, after }));
  socket.onmessage = ({ data }) => {
    heard = Date.now();
    const frame = JSON.parse(data);
    if (frame.type === "feed") {
      worked = true;
      on.feed(frame);
    } else if (frame.type === "accepted") {
      waiting.get(frame.client_message_id)?.({ message: frame.message, status: 200, error: { message: "" } });
    } else if (frame.type === "error") {
      const answer = waiting.get(frame.client_message_id);
      if (answer) answer(frame);
      else if (frame.status !== 401) on.refused(new ApiError(frame.status, frame.error));
    }
  };

  /** @type {(end: {worked: boolean, code: number}) => void} */
  let ended;
  const closed = new Promise((resolve) => { ended = resolve; });
  /** @param {number} code */
  const finish = (code) => {
    clearInterval(alive);
    for (const answer of [...waiting.values()]) answer(null);
    ended({ worked, code });
  };
  const close = () => { // a dead network may take minutes to say so: don't wait for it
    socket.onmessage = null;
    socket.close();
    finish(0);
  };
  socket.onclose = ({ code }) => finish(code);

  return {
    closed,
    close,
    send: (message) => new Promise((resolve) => {
      const id = message.client_message_id;
      const timer = setTimeout(() => waiting.get(id)?.(null), ANSWER_WITHIN);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(answer);
      });
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: "message", ...message }));
      else waiting.get(id)?.(null);
    }),
  };
}
