/** A booked visit: the code large, when and where, what to bring, the calendar file. */

import { copyText } from "../copy.js";
import { h, safeLink, telephone } from "../dom.js";
import { icon } from "../icons.js";
import { words } from "../strings.js";
import { materialList } from "./checklist.js";

export function appointment(block, deeds) {
  const rows = [
    [words.when, `${block.date} ${block.weekday} ${block.start}—${block.end}`],
    [words.what, block.case ? `${block.service}（${block.case}）` : block.service],
    [words.where, [block.hall, block.window].filter(Boolean).join(" ")],
    [words.address, block.address],
    [words.telephone, block.telephone && telephone(block.telephone)],
  ];
  const over = /取消|失效|过期/.test(block.status);
  return h(
    "section",
    { class: over ? "appointment appointment-over" : "appointment", "aria-label": `${words.code} ${block.code}` },
    h("div", { class: "appointment-head" }, h("span", {}, words.code), h("strong", {}, block.code), h("span", { class: "status" }, icon(over ? "stop" : "check"), block.status)),
    h("dl", { class: "pairs" }, rows.filter((row) => row[1]).map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value)))),
    (block.materials || []).length ? [h("h3", {}, words.materials), materialList(block.materials)] : null,
    h("div", { class: "tools" }, calendar(block, deeds), h("button", { type: "button", class: "tool", onclick: () => copyText(block.code, deeds) }, icon("copy"), words.copyCode)),
  );
}

function calendar(block, deeds) {
  const address = block.calendar && safeLink(block.calendar, deeds.base);
  return address ? h("a", { class: "tool", href: address, download: `${block.code}.ics`, rel: "noopener" }, icon("date"), words.calendar) : null;
}
