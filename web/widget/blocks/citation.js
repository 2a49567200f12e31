/** The basis of an answer, folded: document, clause, quotation or 要点, validity, where it comes from, who is in charge. */

import { h, safeLink, telephone } from "../dom.js";
import { icon } from "../icons.js";
import { words } from "../strings.js";

export function citation(block, deeds) {
  const head = [block.title || block.policy, block.number, block.clause].filter(Boolean);
  const summary = h(
    "summary",
    {},
    icon("book"),
    h("span", { class: "basis" }, h("b", {}, words.basis), h("span", {}, head.join(" · "))),
    badge(block.validity),
    icon("down"),
  );
  return h("details", { class: "citation" }, summary, h("div", { class: "citation-body" }, wording(block), details(block), link(block, deeds)));
}

function wording(block) {
  if (!block.text) return null;
  // Quotation marks are a promise that the words are the document's own.
  if (block.wording === "original") {
    return h("figure", { class: "wording" }, h("figcaption", {}, words.original), h("blockquote", {}, `“${block.text}”`));
  }
  return h("div", { class: "wording" }, h("p", { class: "caption" }, words.summary), h("p", {}, block.text));
}

function details(block) {
  const from = block.in_force_from && words.from(block.in_force_from);
  const to = block.in_force_to && words.until(block.in_force_to);
  const source = [block.provenance_label, block.source, block.as_of && words.asOf(block.as_of)].filter(Boolean);
  const rows = [
    [words.number, block.number],
    [words.clause, block.clause],
    [words.validity, block.validity],
    [words.inForce, [from, to].filter(Boolean).join("，")],
    [words.provenance, source.join("；")],
    [words.owner, block.owner],
    [words.telephone, block.telephone && telephone(block.telephone)],
  ];
  return h("dl", { class: "pairs" }, rows.filter((row) => row[1]).map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
}

function link(block, deeds) {
  const address = block.link && safeLink(block.link, deeds.base);
  if (!address) return null;
  return h("a", { class: "link", href: address, target: "_blank", rel: "noopener noreferrer" }, words.link, icon("out"));
}

/** The validity as words with an icon; colour only underlines it. */
function badge(validity) {
  const said = String(validity || "");
  const over = /失效|废止|过期|到期|无效|届满/.test(said);
  const sure = !over && /有效|施行|执行/.test(said) && !/待|未|不/.test(said);
  const [kind, sign] = over ? ["over", "stop"] : sure ? ["ok", "check"] : ["open", "unknown"];
  return said ? h("span", { class: `badge badge-${kind}` }, icon(sign), said) : null;
}
