/** A table that scrolls inside itself, so that the page never does. */

import { h } from "../dom.js";

export function comparison(block) {
  const head = h("tr", {}, block.columns.map((column) => h("th", { scope: "col" }, column || "\u00a0")));
  const body = block.rows.map((row) => h("tr", {}, row.map((cell, at) => (at ? h("td", {}, cell) : h("th", { scope: "row" }, cell)))));
  const title = block.title || block.columns.filter(Boolean).join("、");
  const table = h("table", {}, block.title ? h("caption", {}, block.title) : null, h("thead", {}, head), h("tbody", {}, body));
  return h("div", { class: "comparison", role: "region", "aria-label": title, tabindex: "0" }, table);
}
