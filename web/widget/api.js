/** Speaks to /api/chat: keeps the session's token, renews it once when refused, and names what went wrong. */

import { keep, recall } from "./memory.js";
import { words } from "./strings.js";

const PATIENCE_MS = 30000;

/** A refused or lost request: `status` is 0 when the network failed, `wait` counts seconds, `fields` are a form's errors. */
export class ApiError extends Error {
  constructor(message, status = 0, wait = 0, fields = null) {
    super(message);
    Object.assign(this, { status, wait, fields });
  }
}

export class ChatApi {
  /** `base` is the address that api/chat hangs under. */
  constructor(base) {
    this.base = base;
  }

  /** Open a session and return the blocks of the greeting; several callers at once share one session. */
  open() {
    this.opening ||= this.post("sessions", {})
      .then((answer) => {
        keep("token", answer.token);
        return answer.greeting || [];
      })
      .finally(() => (this.opening = null));
    return this.opening;
  }

  /** Post `body` to `path` (messages, forms/{id}, feedback) and return the answer. */
  async send(path, body) {
    if (!recall("token")) await this.open();
    const token = recall("token");
    try {
      return await this.post(path, body, token);
    } catch (error) {
      if (error.status !== 401) throw error;
      if (recall("token") === token) await this.open();
      return this.post(path, body, recall("token"));
    }
  }

  async post(path, body, token) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE_MS);
    let response, answer;
    try {
      response = await fetch(new URL(`api/chat/${path}`, this.base), {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
        credentials: "omit",
        signal: stop.signal,
      });
      answer = parsed(await response.text());
    } catch {
      throw new ApiError(words.network);
    } finally {
      clearTimeout(clock);
    }
    if (response.ok && (answer || response.status === 204)) return answer || {};
    throw refusal(response, (answer && answer.error) || {});
  }
}

function refusal({ ok, status, headers }, { message, fields }) {
  const usual = status === 429 ? words.tooFast : ok || status >= 500 ? words.server : words.refused;
  const wait = status === 429 ? Math.min(Number(headers.get("Retry-After")) || 5, 600) : 0;
  return new ApiError(message || usual, status, wait, fields);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
