/** The materials to bring: tick, copy, print. */

import { copyText } from "../copy.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { printPage } from "../print.js";
import { words } from "../strings.js";

export function checklist(block, deeds) {
  const box = h("section", { class: "checklist" }, h("h3", {}, block.title), materialList(block.items));
  const copy = () => copyText(asText(block.title, block.items), deeds);
  const tools = [h("button", { type: "button", class: "tool", onclick: copy }, icon("copy"), words.copy)];
  if (window.print) {
    const print = () => printPage(block.title, block.items.map(line));
    tools.unshift(h("button", { type: "button", class: "tool", onclick: print }, icon("print"), words.print));
  }
  box.append(h("div", { class: "tools" }, tools));
  return box;
}

/** The materials as a list of check boxes. */
export function materialList(items) {
  return h(
    "ul",
    { class: "materials" },
    items.map((item) => {
      const must = item.necessity && h("span", { class: item.necessity === "必要" ? "need need-must" : "need" }, item.necessity);
      const detail = [item.form, item.note].filter(Boolean).join("；");
      const name = h("span", { class: "material" }, h("span", { class: "material-name" }, item.name, must), detail && h("small", {}, detail));
      return h("li", {}, h("label", {}, h("input", { type: "checkbox" }), name));
    }),
  );
}

function asText(title, items) {
  return [title, ...items.map((item, at) => `${at + 1}. ${line(item)}`)].join("\n");
}

function line(item) {
  const detail = [item.necessity, item.form, item.note].filter(Boolean).join("，");
  return detail ? `${item.name}（${detail}）` : item.name;
}
