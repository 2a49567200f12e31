/** The conversation: every message keeps its id until it is answered, every turn and event is shown once. */

import { ApiError } from "./api.js";
import { keep, recall } from "./browser.js";
import { uuid } from "./dom.js";
import { listen } from "./stream.js";
import { words } from "./strings.js";

const MOST_CHARACTERS = 200000;

export class Conversation {
  /**
   * `view` hears added(entry, restored), changed(entry), removed(entry), cleared(), rebuilt(), busy(on), failed(error),
   * and tells whether plain wording is wanted (`plain`).
   */
  constructor(api, view) {
    Object.assign(this, { api, view, entries: [], waiting: [], working: false, era: 0 });
  }

  /** Go on where the tab left off, or greet; what was on its way is sent again under its own id. */
  async start() {
    if (!recall("token")) return this.greet();
    this.entries = recall("transcript") || [];
    for (const entry of this.entries) this.view.added(entry, true);
    const { era } = this;
    this.view.busy(true);
    try {
      const past = await this.api.history();
      if (era === this.era) this.merge(past);
    } catch (error) {
      // What the tab remembers is shown; what it sends will tell what is wrong. Without memory, nothing may be lost.
      if (era === this.era && error.status !== 401 && !this.entries.length) {
        this.view.busy(false);
        return this.view.failed(error);
      }
    }
    if (era !== this.era) return;
    this.view.busy(this.working);
    if (!this.entries.length) return this.greet();
    for (const entry of this.entries) if (entry.state === "sending" && !this.waiting.includes(entry)) this.queue(entry);
    // What a reload cut off looks like what the network lost.
    this.resume();
    this.listen();
  }

  /** Forget everything and open a new session; answers still on their way belong to an era that is over. */
  restart() {
    Object.assign(this, { era: this.era + 1, entries: [], waiting: [], working: false });
    this.stream?.stop();
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
      if (era !== this.era) return;
      this.add({ blocks, status: "greeting" });
      this.listen();
    } catch (error) {
      if (era === this.era) this.view.failed(error);
    } finally {
      if (era === this.era) this.view.busy(this.working);
    }
  }

  /** Hear what the office says without being asked. */
  listen() {
    this.stream?.stop();
    this.token = recall("token");
    this.stream = listen(this.api, () => Math.max(0, ...this.entries.map((entry) => entry.event || 0)), (event) => {
      if (!this.entries.some((entry) => entry.event === event.event)) this.add(event);
    });
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
    const entry = { said, body: { id: uuid(), ...body, ...(this.view.plain && { plain: true }) }, state: "sending" };
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
    const id = `form-${form}`;
    const reply = await this.api.send(`forms/${encodeURIComponent(form)}`, { id, ...values });
    if (era !== this.era) return;
    if (reply.status === "failed") throw new ApiError(reply.blocks[0]?.text || words.server);
    this.entries.find((entry) => has(entry, form)).done = true;
    this.add({ said: words.formSent, body: { id }, state: "sent" });
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
    this.add({ blocks: [], ...reply, repeats, skew: skew(reply.now) });
  }

  /** Take in what the server has kept: what is missing here is put in its place, what waits for an answer has it. */
  merge({ entries, now }) {
    const missing = entries.some((one) => !this.entries.some((own) => same(own, one)));
    for (const own of this.entries) if (own.body && entries.some((one) => one.id === own.body.id)) own.state = "sent";
    for (const own of this.entries) if (entries.some((one) => one.id && has(own, one.id.slice(5)))) own.done = true;
    if (!missing) return;
    const shown = entries.flatMap((one) => {
      const own = this.entries.find((other) => same(other, one));
      const { said, id, ...reply } = one;
      const told = own || { ...reply, skew: skew(now), done: entries.some((other) => has(one, other.id?.slice(5))) };
      if (!said) return told;
      return [this.entries.find((other) => other.body?.id === id) || { said, body: { id }, state: "sent" }, told];
    });
    const rest = this.entries.filter((own) => !shown.includes(own));
    const open = (own) => own.repeats || (own.body && own.state !== "sent");
    this.entries = [...rest.filter((own) => !open(own)), ...shown, ...rest.filter(open)];
    this.keep();
    this.view.rebuilt();
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
    // A session that ran out was renewed on the way.
    if (recall("token") !== this.token) this.listen();
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

/** Whether an entry of ours is the turn or event that the server tells of. */
function same(own, one) {
  return one.event ? own.event === one.event : own.turn === one.turn;
}

function has(entry, form) {
  return (entry.blocks || []).some((block) => block.type === "form" && block.id === form);
}

/** How far this browser's clock is before the office's, in milliseconds; 0 when the office did not say. */
function skew(now) {
  return now ? Date.now() - Date.parse(now) : 0;
}
