/** The conversation: what was said, what is on its way, what failed; every message keeps its id until it is answered. */

import { uuid } from "./dom.js";
import { words } from "./strings.js";

export class Conversation {
  /** `view` is told of each entry: added(entry), changed(entry), moved(entry), busy(boolean), cleared(), failed(error). */
  constructor(api, memory, view) {
    this.api = api;
    this.memory = memory;
    this.view = view;
    this.entries = [];
    this.waiting = [];
    this.working = false;
    this.era = 0;
  }

  /** Go on where the tab left off, or greet; a message that was on its way is sent again under its own id. */
  async start() {
    const kept = this.memory.token() ? this.memory.transcript() : [];
    if (!kept.length) return this.greet();
    for (const entry of kept) {
      this.entries.push(entry);
      this.view.added(entry, true);
    }
    for (const entry of kept) if (entry.state === "sending") this.queue(entry);
  }

  /** Forget everything here and open a new session. */
  restart() {
    this.era += 1;
    this.entries = [];
    this.waiting = [];
    this.working = false;
    this.memory.keepToken(null);
    this.memory.keepTranscript([]);
    this.view.cleared();
    this.view.busy(false);
    return this.greet();
  }

  async greet() {
    const { era } = this;
    this.view.busy(true);
    try {
      const blocks = await this.api.open();
      if (era === this.era) this.add({ from: "assistant", blocks });
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
    if (this.entries.some((entry) => entry.state === "sending" && entry.body.choice === id)) return;
    this.post({ choice: id }, label);
  }

  post(body, shown) {
    const entry = { from: "applicant", id: uuid(), body, text: shown, state: "sending" };
    this.add(entry);
    this.queue(entry);
  }

  /** Send a failed message again, with the same id, as the last of the conversation. */
  retry(entry) {
    if (entry.state !== "failed" || !this.entries.includes(entry)) return;
    Object.assign(entry, { state: "sending", error: "", again: false, wait: 0 });
    this.entries = [...this.entries.filter((other) => other !== entry), entry];
    this.view.moved(entry);
    this.keep();
    this.queue(entry);
  }

  /** Retry what the network lost; called when the browser is online again. */
  resume() {
    for (const entry of this.entries.filter((other) => other.state === "failed" && other.lost)) this.retry(entry);
  }

  /** Take a refused message back out, to be changed and sent as a new one. */
  withdraw(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
    this.view.removed(entry);
    this.keep();
  }

  /** Post a form under `id`; throws ApiError (with `fields` for inline errors), else shows the reply. */
  async submit(form, id, values) {
    const { era } = this;
    const reply = await this.api.submit(form, { id, values, consent: true });
    if (era !== this.era) return;
    const entry = this.entries.find((other) => (other.blocks || []).some((block) => block.type === "form" && block.id === form));
    if (entry) entry.done = [...(entry.done || []), form];
    this.add({ from: "applicant", id, body: {}, text: words.formSent, state: "sent" });
    this.receive(reply);
  }

  rate(entry, helpful, reason) {
    entry.rated = true;
    this.keep();
    return this.api.rate({ turn: entry.turn, helpful, reason });
  }

  /** Show a reply, once: the same turn may arrive twice when its request was repeated. */
  receive(reply) {
    if (reply.turn && this.entries.some((entry) => entry.turn === reply.turn)) return;
    this.add({ from: "assistant", turn: reply.turn, status: reply.status, blocks: Array.isArray(reply.blocks) ? reply.blocks : [] });
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
    let reply = null;
    try {
      reply = await this.api.send({ id: entry.id, ...entry.body });
      if (era !== this.era) return;
      Object.assign(entry, { state: "sent", lost: false });
    } catch (error) {
      if (era !== this.era) return;
      const { message, again = true, wait = 0, gone = false, status = 0 } = error;
      Object.assign(entry, { state: "failed", error: message, again, wait, lost: status === 0, gone: Boolean(gone && entry.body.choice) });
    }
    this.view.changed(entry);
    this.keep();
    if (reply) this.receive(reply);
  }

  add(entry) {
    this.entries.push(entry);
    this.view.added(entry, false);
    this.keep();
  }

  keep() {
    this.memory.keepTranscript(this.entries);
  }
}
