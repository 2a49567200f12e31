/** The button on a host page and the panel it opens; the chat itself is loaded when it is first opened. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { words } from "./strings.js";
import { style } from "./stylesheet.js";

const HERE = import.meta.url;

class TalentChatLauncher extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const label = this.getAttribute("label") || words.openLabel;
    this.button = h("button", { type: "button", class: "launcher", "aria-expanded": "false", onclick: () => this.toggle() }, icon("chat"), h("span", {}, label));
    this.panel = h("div", { class: "panel", role: "dialog", "aria-label": words.name, hidden: true, onkeydown: (event) => this.key(event) });
    const frame = h("div", { hidden: true }, this.panel, this.button);
    root.append(frame);
    style(root, new URL("launcher.css", HERE).href).then(() => (frame.hidden = false));
    if (this.hasAttribute("open")) this.toggle();
  }

  async toggle() {
    const open = this.panel.hidden;
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    this.toggleAttribute("opened", open);
    if (!open) return this.button.focus();
    if (!this.chat) {
      await import("./talent-chat.js");
      this.chat = h("talent-chat", { panel: true });
      this.chat.addEventListener("talent-close", () => this.toggle());
      this.chat.addEventListener("talent-ready", () => this.chat.focus(), { once: true });
      this.panel.append(this.chat);
    } else this.chat.focus();
  }

  key(event) {
    if (event.key === "Escape" && !event.isComposing && event.keyCode !== 229) this.toggle();
  }
}

if (!customElements.get("talent-chat-launcher")) customElements.define("talent-chat-launcher", TalentChatLauncher);
