/** The custom element <talent-receipt>: an answer as it was given, opened by the number and the key of its link. */

import { render } from "../widget/blocks.js";
import { copy, recall, style } from "../widget/browser.js";
import { h, icon, pairs } from "../widget/dom.js";
import { language, words as shared } from "../widget/strings.js";
import { words } from "./words.js";

const BASE = new URL("../", import.meta.url);
// Nothing can be chosen, booked or filled in here any more.
const OVER = ["choices", "slots", "form"];

class TalentReceipt extends HTMLElement {
  async connectedCallback() {
    if (this.shadowRoot) return;
    this.toggleAttribute("elder", recall("elder") === true);
    this.attachShadow({ mode: "open" });
    this.column = h("div", { class: "column" });
    const head = h("header", {}, h("div", { class: "bar" }, icon("mark"), h("h1", {}, words.title)));
    const scroller = h("div", { class: "scroller", tabindex: 0 }, this.column);
    const frame = h("div", { class: "frame", lang: language, hidden: true }, head, scroller);
    this.shadowRoot.append(frame);
    style(this.shadowRoot, new URL("widget/styles.css", BASE).href).then(() => (frame.hidden = false));
    const number = location.pathname.split("/").pop();
    this.show(await fetched(number, location.hash.slice(1)));
  }

  show({ receipt, trouble }) {
    this.column.replaceChildren(receipt ? view(receipt) : h("p", { class: "notice", role: "alert" }, trouble));
  }
}

async function fetched(number, key) {
  try {
    const address = new URL(`api/receipts/${encodeURIComponent(number)}`, BASE);
    const response = await fetch(address, { headers: { Authorization: `Bearer ${key}` }, credentials: "omit" });
    if (response.ok) return { receipt: await response.json() };
    return { trouble: response.status === 404 ? words.gone : shared.server };
  } catch {
    return { trouble: shared.network };
  }
}

function view(receipt) {
  const at = receipt.at.replace("T", " ").slice(0, 16);
  const rows = [
    [words.number, receipt.number],
    [words.asked, receipt.question],
    [words.at, at],
    [words.model, receipt.model],
  ];
  const deeds = { base: BASE, choose() {}, submit() {}, copy, done: true };
  const blocks = receipt.blocks.filter((block) => !OVER.includes(block.type)).map((block) => render(block, deeds));
  const changed = receipt.changed > 0 && words.changed(receipt.changed);
  const note = h("div", { class: "notice hint", role: "note" }, icon("info"), h("p", {}, words.note));
  const warning = changed && h("div", { class: "notice validity", role: "note" }, icon("warn"), h("p", {}, changed));
  return h("article", { class: `reply ${receipt.status}` }, h("div", {}, pairs(rows), note, warning, blocks));
}

if (!customElements.get("talent-receipt")) customElements.define("talent-receipt", TalentReceipt);
