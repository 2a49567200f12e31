/** Sentences: the conclusion stands out, points are a list. */

import { h } from "../dom.js";

export function text(block) {
  const items = block.items || [];
  const list = items.length ? h("ul", { class: "points" }, items.map((item) => h("li", {}, item))) : null;
  const role = ["conclusion", "points"].includes(block.role) ? block.role : "body";
  return h("div", { class: `text text-${role}` }, block.text ? h("p", {}, block.text) : null, list);
}
