/** The custom element <talent-chat>: header, conversation and composer in a shadow root; attribute `panel` when embedded. */

import { ChatApi } from "./api.js";
import { composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { h } from "./dom.js";
import { applicantView, replyView, showDelivery } from "./entry.js";
import { header } from "./header.js";
import { icon } from "./icons.js";
import { memory } from "./memory.js";
import { words } from "./strings.js";
import { style } from "./stylesheet.js";

const HERE = import.meta.url;
const SLOW_MS = 8000;

class TalentChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.base = new URL("../", HERE);
    this.views = new Map();
    this.conversation = new Conversation(new ChatApi(this.base, memory), memory, this);
    this.build(this.attachShadow({ mode: "open" }));
    window.addEventListener("online", () => this.conversation.resume());
    this.conversation.start();
  }

  /** Put the cursor where one writes. */
  focus() {
    this.composer.focus();
  }

  build(root) {
    const wish = new URLSearchParams(location.search).get("elder");
    this.toggleAttribute("elder", wish === null ? memory.elder() : wish === "1");
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": words.log });
    this.typing = h("div", { class: "typing", role: "status" });
    this.scroller = h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": words.log }, h("div", { class: "column" }, this.log, this.typing));
    this.toast = h("div", { class: "toast", role: "status" });
    this.composer = composer((text) => this.conversation.say(text));
    const skip = h("button", { type: "button", class: "skip", onclick: () => this.composer.focus() }, words.skip);
    const close = this.hasAttribute("panel") ? () => this.dispatchEvent(new CustomEvent("talent-close")) : null;
    const head = header({
      isElder: () => this.hasAttribute("elder"),
      elder: () => this.switchElder(),
      restart: () => this.conversation.restart().then(() => this.composer.focus()),
      close,
    });
    // Hidden until the stylesheet is there: unstyled text would jump.
    const frame = h("div", { class: "frame", hidden: true }, skip, head, this.scroller, this.composer.node, this.toast);
    root.append(frame);
    style(root, new URL("styles.css", HERE).href).then(() => {
      frame.hidden = false;
      this.composer.refresh();
      this.show(this.log.lastElementChild);
      this.dispatchEvent(new CustomEvent("talent-ready"));
    });
  }

  switchElder() {
    const on = this.toggleAttribute("elder");
    memory.keepElder(on);
    this.composer.refresh();
    return on;
  }

  /** What blocks and entries may do. */
  get deeds() {
    const talk = this.conversation;
    return {
      base: this.base,
      choose: (id, label) => talk.choose(id, label),
      submit: (form, id, values) => talk.submit(form, id, values),
      finished: (form) => talk.entries.some((entry) => (entry.done || []).includes(form)),
      rate: (entry, helpful, reason) => talk.rate(entry, helpful, reason),
      retry: (entry) => talk.retry(entry),
      edit: (entry) => {
        talk.withdraw(entry);
        this.composer.fill(entry.text);
      },
      announce: (sentence) => this.announce(sentence),
    };
  }

  added(entry, restored) {
    this.clearTrouble();
    const view = entry.from === "applicant" ? applicantView(entry, this.deeds) : replyView(entry, this.deeds);
    this.views.set(entry, view);
    this.log.append(view);
    if (!restored) this.show(view);
  }

  changed(entry) {
    const view = this.views.get(entry);
    if (!view) return;
    showDelivery(view, entry, this.deeds);
    if (entry.gone) this.switchOff(entry.body.choice);
    if (entry.state === "failed") this.announce(entry.error);
  }

  moved(entry) {
    this.changed(entry);
    this.log.append(this.views.get(entry));
    this.show(this.views.get(entry));
  }

  removed(entry) {
    const view = this.views.get(entry);
    if (view) view.remove();
    this.views.delete(entry);
  }

  cleared() {
    this.views.clear();
    this.log.replaceChildren();
  }

  busy(on) {
    clearTimeout(this.slow);
    this.typing.replaceChildren();
    if (!on) return;
    const sentence = h("span", {}, words.typing);
    this.typing.append(h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), sentence);
    this.slow = setTimeout(() => (sentence.textContent = words.typingLong), SLOW_MS);
    this.typing.scrollIntoView({ block: "nearest" });
  }

  /** The session could not be opened: say so and offer to try again. */
  failed(error) {
    this.clearTrouble();
    const retry = h("button", { type: "button", class: "tool", onclick: () => (this.clearTrouble(), this.conversation.start()) }, icon("again"), words.retry);
    this.trouble = h("div", { class: "reply start-trouble" }, h("p", {}, error.status ? error.message : words.startFailed), h("div", { class: "tools" }, retry));
    this.log.append(this.trouble);
  }

  clearTrouble() {
    if (this.trouble) this.trouble.remove();
    this.trouble = null;
  }

  announce(sentence) {
    clearTimeout(this.fading);
    this.toast.textContent = sentence;
    this.fading = setTimeout(() => (this.toast.textContent = ""), 4000);
  }

  switchOff(choice) {
    for (const button of this.log.querySelectorAll("[data-choice]")) if (button.dataset.choice === choice) button.disabled = true;
  }

  /** Scroll to an entry: a reply longer than the window is read from its beginning, so the question stays above it. */
  show(view) {
    if (!view) return;
    const before = view.previousElementSibling;
    const top = before && before.classList.contains("said") ? before : view;
    const tall = view.getBoundingClientRect().bottom - top.getBoundingClientRect().top > this.scroller.clientHeight;
    const first = this.log.firstElementChild === view;
    this.scroller.scrollTop = first ? 0 : tall ? top.offsetTop - 12 : this.scroller.scrollHeight;
  }
}

if (!customElements.get("talent-chat")) customElements.define("talent-chat", TalentChat);
