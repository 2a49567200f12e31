/** Speaks to /api/chat: keeps the session's token, renews it once when refused, and names what went wrong. */

import { words } from "./strings.js";

const PATIENCE_MS = 30000;

/** A refused or lost request. `again` tells whether the same message may be sent once more; `wait` is in seconds. */
export class ApiError extends Error {
  constructor(message, { status = 0, code = "", wait = 0, fields = null } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.wait = wait;
    this.fields = fields;
  }

  get again() {
    return this.status === 0 || this.status === 401 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  get gone() {
    return this.status === 404 || this.status === 409 || this.status === 410;
  }
}

export class ChatApi {
  /** `base` is the address that /api/chat hangs under; `memory` keeps the token. */
  constructor(base, memory) {
    this.base = base;
    this.memory = memory;
    this.opening = null;
  }

  /** Open a session and return the blocks of the greeting; several callers at once share one session. */
  open() {
    if (!this.opening) {
      this.opening = this.post("sessions", {}, null)
        .then((answer) => {
          this.memory.keepToken(answer.token);
          return answer.greeting || [];
        })
        .finally(() => {
          this.opening = null;
        });
    }
    return this.opening;
  }

  send(message) {
    return this.authorised("messages", message);
  }

  submit(form, values) {
    return this.authorised(`forms/${encodeURIComponent(form)}`, values);
  }

  rate(feedback) {
    return this.authorised("feedback", feedback);
  }

  async authorised(path, body) {
    if (!this.memory.token()) await this.open();
    const used = this.memory.token();
    try {
      return await this.post(path, body, used);
    } catch (error) {
      if (error.status !== 401) throw error;
      if (this.memory.token() === used) await this.open();
      return this.post(path, body, this.memory.token());
    }
  }

  async post(path, body, token) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE_MS);
    let response, answer;
    try {
      response = await fetch(new URL(`api/chat/${path}`, this.base), {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: stop.signal,
      });
      answer = await response.text();
    } catch {
      throw new ApiError(words.network);
    } finally {
      clearTimeout(clock);
    }
    if (!response.ok) throw refusal(response, parsed(answer));
    if (response.status === 204 || answer === "") return {};
    const result = parsed(answer);
    if (!result) throw new ApiError(words.server, { status: 502 });
    return result;
  }
}

function refusal(response, answer) {
  const { status } = response;
  const said = answer && answer.error && typeof answer.error.message === "string" ? answer.error : {};
  const usual = status >= 500 ? words.server : { 413: words.tooLong, 429: words.tooFast, 404: words.gone, 410: words.gone }[status];
  const wait = status === 429 ? Math.min(Math.max(parseInt(response.headers.get("Retry-After"), 10) || 5, 1), 600) : 0;
  const fields = answer && answer.errors && typeof answer.errors === "object" ? answer.errors : null;
  return new ApiError(said.message || usual || words.refused, { status, code: said.code, wait, fields });
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
