/** From a reply block to an element, one renderer a kind; a sentence in place of what cannot be shown. */

import { appointment, checklist, citation, file, form } from "./cards.js";
import { button, h, icon, pairs, telephone } from "./dom.js";
import { words } from "./strings.js";

const SIGNS = { example: "tag", validity: "warn", provisional: "date", important: "warn", hint: "info" };
const FIRST_DAYS = 6;

const renderers = { text, choices, citation, facts, comparison, checklist, slots, form, appointment, file, notice };

/** Render one block; `deeds` is what a block may do (see talent-chat.js). */
export function render(block, deeds) {
  try {
    // A kind this page does not know yet: its text is still worth reading.
    return (Object.hasOwn(renderers, block.type) ? renderers[block.type] : text)(block, deeds);
  } catch {
    return h("p", { class: "notice" }, words.broken);
  }
}

/** The conclusion stands out, points are a list. */
function text({ text: sentence, role, items = [] }) {
  const list = items.length > 0 && h("ul", { class: "points" }, items.map((item) => h("li", {}, item)));
  return h("div", { class: `text ${role}` }, sentence && h("p", {}, sentence), list);
}

function facts(block) {
  const rows = block.facts.map(({ label, value }) => [label, telephone(value)]);
  return h("section", { class: "facts" }, block.title && h("h2", {}, block.title), pairs(rows));
}

/** A table that scrolls inside itself, so that the page never does. */
function comparison({ title, columns, rows }) {
  const head = columns.map((column) => (column ? h("th", { scope: "col" }, column) : h("td")));
  const cells = (row) => row.map((cell) => h("td", {}, cell));
  const line = ([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), cells(rest));
  const parts = [h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows.map(line))];
  const table = h("table", {}, title && h("caption", {}, title), parts);
  return h("div", { class: "comparison", role: "group", "aria-label": title || columns.join(" "), tabindex: 0 }, table);
}

/** The kind is told by icon and words; colour comes third. */
function notice({ kind, text: sentence }) {
  const label = kind === "example" && !sentence.startsWith(words.example) && h("b", {}, words.example);
  return h("div", { class: `notice ${kind}`, role: "note" }, icon(SIGNS[kind] || "info"), h("p", {}, label, sentence));
}

function choices({ text, options }, deeds) {
  const buttons = options.map(({ id, label }) => choice(id, label, [label], deeds));
  const title = text && h("p", { class: "ask" }, text);
  const list = h("div", { class: "tools" }, buttons);
  return h("div", { class: "choices", role: "group", "aria-label": text }, title, list);
}

/** First the day, then the time. */
function slots(block, deeds) {
  const days = new Map();
  for (const slot of block.slots) days.set(slot.date, [...(days.get(slot.date) || []), slot]);
  const lists = [...days.values()];
  const times = h("div", { role: "group" });
  const buttons = lists.map((list, at) => dayButton(list, () => pick(at)));

  function pick(at) {
    buttons.forEach((other, number) => other.setAttribute("aria-pressed", String(number === at)));
    const title = words.times(dayName(lists[at][0]));
    times.setAttribute("aria-label", title);
    const list = lists[at].map((slot) => timeButton(slot, deeds));
    times.replaceChildren(h("p", { class: "ask" }, title), h("div", { class: "grid" }, list));
  }

  const open = Math.max(lists.findIndex((list) => list.some((slot) => slot.left > 0)), 0);
  const first = Math.max(FIRST_DAYS, open + 1);
  const strip = h("div", { class: "grid days", role: "group", "aria-label": words.day }, buttons.slice(0, first));
  const rest = buttons.slice(first);
  const unfold = () => {
    strip.lastChild.replaceWith(...rest);
    rest[0].focus();
  };
  if (rest.length) strip.append(button("choice", unfold, {}, words.moreDays(rest.length)));
  if (lists.length) pick(open);
  return h("div", { class: "slots" }, h("p", { class: "ask" }, block.text || block.window), strip, times);
}

function dayButton(list, press) {
  const left = list.reduce((sum, slot) => sum + slot.left, 0);
  const free = h("small", {}, left ? words.free(left) : words.full);
  return button("choice", press, {}, h("b", {}, monthDay(list[0].date)), h("span", {}, list[0].weekday), free);
}

function timeButton(slot, deeds) {
  const span = `${slot.start}—${slot.end}`;
  const left = slot.left > 0 ? words.free(slot.left) : words.full;
  return choice(slot.id, `${dayName(slot)} ${span}`, [h("b", {}, span), h("small", {}, left)], deeds, slot.left <= 0);
}

/** A button that sends the option `id`, marked once pressed; a double click is one wish. */
function choice(id, label, children, deeds, disabled = false) {
  const press = (event) => {
    if (event.detail > 1) return;
    event.currentTarget.classList.add("chosen");
    deeds.choose(id, label);
  };
  return button("choice", press, { disabled }, children, icon("check"));
}

function dayName(slot) {
  return `${monthDay(slot.date)} ${slot.weekday}`;
}

function monthDay(date) {
  const [, month, day] = date.split("-").map(Number);
  return month && day ? `${month}月${day}日` : date;
}
