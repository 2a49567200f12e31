/** Labels and values, such as time limit, fee and telephone. */

import { h, telephone } from "../dom.js";

export function facts(block) {
  const rows = block.facts.map((fact) =>
    h("div", {}, h("dt", {}, fact.label), h("dd", {}, /电话|热线/.test(fact.label) ? telephone(fact.value) : fact.value)),
  );
  return h("div", { class: "facts" }, block.title ? h("h3", {}, block.title) : null, h("dl", { class: "pairs" }, rows));
}
