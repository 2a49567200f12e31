/** The custom element <talent-chat>: header, conversation, composer; attribute `page` or (embedded) `panel`. */

import { ChatApi } from "./api.js";
import { copy, keep, recall, style } from "./browser.js";
import { composer } from "./composer.js";
import { button, h, icon } from "./dom.js";
import { entryView, gist, showDelivery } from "./entry.js";
import { language, switchLanguage, words } from "./strings.js";
import { Conversation } from "./talk.js";

const HERE = import.meta.url;
const TOAST_MS = 4000;

class TalentChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const base = new URL("../", HERE);
    const api = new ChatApi(base);
    const talk = (this.conversation = new Conversation(api, this));
    /** What blocks and entries may do. */
    this.deeds = {
      base,
      fetch: (address) => api.fetch(address),
      choose: (id, label) => talk.choose(id, label),
      submit: (form, values) => talk.submit(form, values),
      rate: (entry, helpful, reason) => talk.rate(entry, helpful, reason),
      retry: (entry) => talk.retry(entry),
      repeat: (apology) => talk.repeat(apology),
      announce: (sentence) => this.announce(sentence),
      copy: async (text) => this.announce((await copy(text)) ? words.copied : words.copyFailed),
    };
    this.toggleAttribute("elder", recall("elder") ?? this.hasAttribute("elder"));
    this.attachShadow({ mode: "open" });
    this.build();
    addEventListener("online", () => this.online(talk.resume()));
    addEventListener("offline", () => this.online());
    // Hidden until the stylesheet is there: unstyled text would jump.
    this.frame.hidden = true;
    style(this.shadowRoot, new URL("styles.css", HERE).href).then(() => {
      this.frame.hidden = false;
      this.composer.refresh();
      this.show(this.log.lastElementChild);
      if (this.hasAttribute("panel")) this.focus();
    });
    talk.start();
  }

  /** Put the cursor where one writes. */
  focus() {
    this.composer.focus();
  }

  /** Whether plain wording is wanted of the answers. */
  get plain() {
    return this.hasAttribute("elder");
  }

  online() {
    this.offline.hidden = navigator.onLine;
  }

  build() {
    this.views = new Map();
    // Live announcements come from `told`, one sentence a reply: the log itself would read out every table and clause.
    this.log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": words.log });
    this.told = h("p", { class: "unseen", role: "status" });
    this.typing = h("p", { class: "typing", hidden: true }, h("i"), h("i"), h("i"), words.typing);
    const column = h("div", { class: "column" }, h("p", { class: "about" }, words.about), this.log, this.typing);
    this.scroller = h("div", { class: "scroller", tabindex: 0 }, column);
    this.toast = h("p", { class: "toast", role: "status" });
    this.offline = h("p", { class: "offline", role: "status", hidden: navigator.onLine }, icon("warn"), words.offline);
    this.composer = composer((text) => this.conversation.say(text));
    this.frame?.remove();
    const parts = [this.header(), this.scroller, this.offline, this.composer.node, this.told, this.toast];
    this.frame = h("div", { class: "frame", lang: language }, parts);
    this.shadowRoot.append(this.frame);
  }

  header() {
    const panel = this.hasAttribute("panel");
    const pressed = { "aria-pressed": String(this.hasAttribute("elder")) };
    const elder = button("head", () => this.switchElder(elder), pressed, words.elder);
    const other = button("head", () => this.switchWords(), { lang: language === "en" ? "zh-CN" : "en" }, words.other);
    const named = { "aria-label": words.restart, title: words.restart };
    const again = button("head", () => ask(true), named, icon("again"), h("span", {}, words.restart));
    const leave = () => this.dispatchEvent(new Event("talent-close"));
    const close = panel && button("head", leave, { "aria-label": words.close }, icon("close"));
    const yes = button("primary", () => (ask(false), this.conversation.restart()), {}, words.restartYes);
    const no = button("tool", () => ask(false), {}, words.restartNo);
    const sure = [h("p", {}, words.restartAsk), h("div", { class: "tools" }, yes, no)];
    const question = h("div", { class: "confirm", hidden: true, role: "group", "aria-label": words.restart }, sure);
    const ask = (open) => {
      question.hidden = !open;
      (open ? yes : again).focus();
    };
    // A page has one first heading; in a panel on someone else's page it must not be ours.
    const title = h(panel ? "h2" : "h1", {}, words.name);
    const heads = h("div", { class: "heads" }, other, elder, again, close);
    return h("header", {}, h("div", { class: "bar" }, icon("mark"), title, heads), question);
  }

  switchElder(pressed) {
    keep("elder", this.toggleAttribute("elder"));
    pressed.setAttribute("aria-pressed", String(this.hasAttribute("elder")));
    this.composer.refresh();
  }

  /** Everything is built again in the other language; the conversation stays. */
  switchWords() {
    const written = this.composer.text();
    switchLanguage();
    this.build();
    this.composer.text(written);
    this.rebuilt();
    this.busy(this.conversation.working);
    this.shadowRoot.querySelector(".head").focus();
  }

  added(entry, restored) {
    this.trouble?.remove();
    const view = entryView(entry, this.deeds);
    this.views.set(entry, view);
    this.log.append(view);
    if (restored) return;
    // Who is filling in a form or reading on by keyboard is not torn away by what comes by itself.
    if (!entry.event || !this.log.contains(this.shadowRoot.activeElement)) this.show(view);
    this.told.textContent = gist(entry);
    if (entry.event) this.dispatchEvent(new Event("talent-news"));
  }

  changed(entry) {
    showDelivery(this.views.get(entry), entry, this.deeds);
    if (entry.state === "failed") this.told.textContent = entry.error;
  }

  removed(entry) {
    this.views.get(entry)?.remove();
    this.views.delete(entry);
  }

  /** The entries are others than before, or told in another language: show them all anew. */
  rebuilt() {
    this.views.clear();
    this.log.replaceChildren();
    for (const entry of this.conversation.entries) this.added(entry, true);
    this.show(this.log.lastElementChild);
  }

  cleared() {
    this.views.clear();
    this.log.replaceChildren();
    this.busy(false);
  }

  busy(on) {
    this.typing.hidden = !on;
    if (on) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** The session could not be opened: say so and offer to try again. */
  failed(error) {
    const again = () => (this.trouble.remove(), this.conversation.start());
    const retry = button("tool", again, {}, icon("again"), words.retry);
    this.trouble = h("article", { class: "reply failed" }, h("p", {}, error.message), retry);
    this.log.append(this.trouble);
    this.told.textContent = error.message;
  }

  announce(sentence) {
    clearTimeout(this.fading);
    this.toast.textContent = sentence;
    this.fading = setTimeout(() => (this.toast.textContent = ""), TOAST_MS);
  }

  /** Scroll to an entry: a reply longer than the window is read from its beginning, so the question stays above it. */
  show(view) {
    if (!view) return;
    const before = view.previousElementSibling;
    const top = before?.matches(".said") ? before : view;
    const start = top.getBoundingClientRect().top;
    const tall = view.getBoundingClientRect().bottom - start > this.scroller.clientHeight - 40;
    const first = this.log.firstElementChild === top;
    const reading = this.scroller.scrollTop + start - this.scroller.getBoundingClientRect().top - 12;
    this.scroller.scrollTop = first && view === top ? 0 : tall ? reading : this.scroller.scrollHeight;
  }
}

if (!customElements.get("talent-chat")) customElements.define("talent-chat", TalentChat);
