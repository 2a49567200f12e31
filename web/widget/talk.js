/** The conversation and its way to /api/chat: every message keeps its id until it is answered. */

import { keep, recall } from "./browser.js";
import { uuid } from "./dom.js";
import { words } from "./strings.js";

const MOST_CHARACTERS = 200000;
const PATIENCE_MS = 30000;

export class Conversation {
  /** `view` hears added(entry, restored), changed(entry), removed(entry), cleared(), busy(on), failed(error). */
  constructor(api, view) {
    Object.assign(this, { api, view, entries: [], waiting: [], working: false, era: 0 });
  }

  /** Go on where the tab left off, or greet; what was on its way is sent again under its own id. */
  start() {
    const kept = (recall("token") && recall("transcript")) || [];
    if (!kept.length) return this.greet();
    this.entries = kept;
    for (const entry of kept) this.view.added(entry, true);
    for (const entry of kept) if (entry.state === "sending") this.queue(entry);
  }

  /** Forget everything and open a new session; answers still on their way belong to an era that is over. */
  restart() {
    Object.assign(this, { era: this.era + 1, entries: [], waiting: [], working: false });
    keep("token", null);
    this.keep();
    this.view.cleared();
    return this.greet();
  }

  async greet() {
    const { era } = this;
    this.view.busy(true);
    try {
      const blocks = await this.api.open();
      if (era === this.era) this.add({ blocks, status: "greeting" });
    } catch (error) {
      if (era === this.era) this.view.failed(error);
    } finally {
      if (era === this.era) this.view.busy(this.working);
    }
  }

  say(text) {
    this.post({ text }, text);
  }

  /** Send the option `id`; a second press while it is on its way does nothing. */
  choose(id, label) {
    const underway = this.entries.some((entry) => entry.state === "sending" && entry.body.choice === id);
    if (!underway) this.post({ choice: id }, label);
  }

  post(body, said) {
    const entry = { said, body: { id: uuid(), ...body }, state: "sending" };
    this.add(entry);
    this.queue(entry);
  }

  /** Send a message again that was lost or could not be answered: the same id, now the last of the conversation. */
  retry(entry) {
    if (entry.state === "sending") return;
    const old = this.entries.filter((other) => other === entry || other.repeats === entry.body.id);
    old.forEach((other) => this.remove(other));
    this.add(Object.assign(entry, { state: "sending", error: "", wait: 0 }));
    this.queue(entry);
  }

  /** Retry the message that an apology belongs to. */
  repeat(apology) {
    const entry = this.entries.find((other) => other.body && other.body.id === apology.repeats);
    if (entry) this.retry(entry);
  }

  /** Retry what the network lost; called when the browser is online again. */
  resume() {
    for (const entry of this.entries.filter((other) => other.lost && other.state === "failed")) this.retry(entry);
  }

  /** Post a form; throws ApiError (with `fields` for inline errors), else shows the reply. */
  async submit(form, values) {
    const { era } = this;
    // The form's own id names the message: whatever is lost or reloaded in between, a form counts once.
    const reply = await this.api.send(`forms/${encodeURIComponent(form)}`, { id: `form-${form}`, ...values });
    if (era !== this.era) return;
    if (reply.status === "failed") throw new ApiError(reply.blocks[0]?.text || words.server);
    this.entries.find((entry) => (entry.blocks || []).some((block) => block.id === form)).done = true;
    this.add({ said: words.formSent, body: {}, state: "sent" });
    this.receive(reply);
  }

  /** Send a rating; `reason` is a code, empty when the reply helped. */
  async rate(entry, helpful, reason) {
    await this.api.send("feedback", { turn: entry.turn, helpful, reason });
    entry.rated = true;
    this.keep();
  }

  /** Show a reply, once: the same turn arrives twice when its request was repeated. */
  receive(reply, repeats) {
    if (reply.turn && this.entries.some((entry) => entry.turn === reply.turn)) return;
    this.add({ blocks: [], ...reply, repeats });
  }

  queue(entry) {
    this.waiting.push(entry);
    if (!this.working) this.work();
  }

  /** Send what waits, one at a time: the server takes one message of a conversation at once. */
  async work() {
    const { era } = this;
    this.working = true;
    this.view.busy(true);
    while (era === this.era && this.waiting.length) await this.deliver(this.waiting.shift(), era);
    if (era !== this.era) return;
    this.working = false;
    this.view.busy(false);
  }

  async deliver(entry, era) {
    let reply, error;
    try {
      reply = await this.api.send("messages", entry.body);
    } catch (caught) {
      error = caught;
    }
    if (era !== this.era) return;
    if (error) Object.assign(entry, { state: "failed", error: error.message, wait: error.wait, lost: !error.status });
    else entry.state = "sent";
    this.view.changed(entry);
    this.keep();
    // A turn that failed is not kept under its id: the same message may be sent again.
    if (reply) this.receive(reply, reply.status === "failed" ? entry.body.id : null);
  }

  add(entry) {
    this.entries.push(entry);
    this.view.added(entry);
    this.keep();
  }

  remove(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
    this.view.removed(entry);
  }

  keep() {
    let kept = this.entries;
    while (kept.length > 1 && JSON.stringify(kept).length > MOST_CHARACTERS) kept = kept.slice(1);
    keep("transcript", kept);
  }
}

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

function refusal({ status, headers }, { message, fields }) {
  const wait = status === 429 ? Math.min(Number(headers.get("Retry-After")) || 5, 600) : 0;
  return new ApiError(message || words.server, status, wait, fields);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
