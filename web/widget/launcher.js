/** The button on a host page and the panel it opens; the chat itself is loaded when it is first opened. */

import { style } from "./browser.js";
import { button, h, icon } from "./dom.js";
import { words } from "./strings.js";
import "./talent-chat.js";

class TalentChatLauncher extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const label = this.getAttribute("label") || words.open;
    this.news = h("b", { hidden: true }, words.news);
    const shown = [icon("mark"), label, this.news];
    this.button = button("launcher primary", () => this.toggle(), { "aria-expanded": "false" }, shown);
    const onkeydown = (event) => this.key(event);
    this.panel = h("div", { class: "panel", role: "dialog", "aria-label": words.name, hidden: true, onkeydown });
    const frame = h("div", { class: "launch", hidden: true }, this.panel, this.button);
    this.attachShadow({ mode: "open" }).append(frame);
    style(this.shadowRoot, new URL("styles.css", import.meta.url).href).then(() => (frame.hidden = false));
    if (this.hasAttribute("open")) this.toggle();
  }

  toggle() {
    const open = this.panel.hidden;
    this.panel.hidden = !open;
    this.news.hidden = true;
    this.button.setAttribute("aria-expanded", String(open));
    this.button.hidden = open;
    if (!open) return this.button.focus();
    if (this.chat) return this.chat.focus();
    this.chat = h("talent-chat", {
      panel: true,
      elder: this.hasAttribute("elder"),
      "ontalent-close": () => this.toggle(),
      "ontalent-news": () => (this.news.hidden = !this.panel.hidden),
    });
    this.panel.append(this.chat);
  }

  key(event) {
    if (event.key === "Escape" && !event.isComposing) this.toggle();
  }
}

if (!customElements.get("talent-chat-launcher")) customElements.define("talent-chat-launcher", TalentChatLauncher);
