/** The way to /api/chat: sessions, messages, history and the stream of events. */

import { keep, recall } from "./browser.js";
import { language, words } from "./strings.js";

const PATIENCE_MS = 30000;

/** A refused or lost request: `status` 0 is the network, `wait` counts seconds, `fields` are a form's errors. */
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
    this.opening ||= this.ask("sessions", { language })
      .then((answer) => {
        keep("token", answer.token);
        return answer.greeting || [];
      })
      .finally(() => (this.opening = null));
    return this.opening;
  }

  /** Post `body` to `path` (messages, forms/{id}, feedback) and return the answer; a session that ran out is renewed. */
  async send(path, body) {
    if (!recall("token")) await this.open();
    const token = recall("token");
    try {
      return await this.ask(path, body, token);
    } catch (error) {
      if (error.status !== 401) throw error;
      if (recall("token") === token) await this.open();
      return this.ask(path, body, recall("token"));
    }
  }

  /** Return what was said and shown so far. */
  history() {
    return this.ask("history", null, recall("token"));
  }

  /** Return the response of the event stream, which goes on after the event `last`; `signal` ends it. */
  async events(last, signal) {
    const response = await this.request("events", null, recall("token"), { "Last-Event-ID": last }, signal);
    if (response.ok) return response;
    throw refusal(response, {});
  }

  /** Return the JSON at an `address` below the base. */
  async fetch(address) {
    return this.answer(() => fetch(new URL(address, this.base), { credentials: "omit" }));
  }

  ask(path, body, token) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE_MS);
    return this.answer(() => this.request(path, body, token, {}, stop.signal)).finally(() => clearTimeout(clock));
  }

  request(path, body, token, headers, signal) {
    return fetch(new URL(`api/chat/${path}`, this.base), {
      method: body ? "POST" : "GET",
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal,
    });
  }

  async answer(request) {
    let response, answer;
    try {
      response = await request();
      answer = parsed(await response.text());
    } catch {
      throw new ApiError(words.network);
    }
    if (response.ok && (answer || response.status === 204)) return answer || {};
    throw refusal(response, (answer && answer.error) || {});
  }
}

function refusal({ status, headers }, { message, fields }) {
  const wait = [429, 503].includes(status) ? Math.min(Number(headers.get("Retry-After")) || 5, 600) : 0;
  return new ApiError(message || words.server, status, wait, fields);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
