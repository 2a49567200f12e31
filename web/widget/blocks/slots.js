/** Times to pick: first the day, then the time. */

import { h } from "../dom.js";
import { words } from "../strings.js";
import { choiceButton } from "./choices.js";

const FIRST_DAYS = 6;

export function slots(block, deeds) {
  const days = new Map();
  for (const slot of block.slots) days.set(slot.date, [...(days.get(slot.date) || []), slot]);
  const times = h("div", { class: "times", role: "group" });
  const buttons = Array.from(days, ([date, list]) => dayButton(date, list, (button) => pick(button, list)));

  function pick(button, list) {
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    const day = dayName(list[0]);
    times.setAttribute("aria-label", words.chooseTime(day));
    times.replaceChildren(h("p", { class: "ask" }, words.chooseTime(day)), h("div", { class: "time-list" }, list.map((slot) => timeButton(slot, deeds))));
  }

  const strip = h("div", { class: "days", role: "group", "aria-label": words.chooseDay }, buttons.slice(0, FIRST_DAYS));
  const rest = buttons.slice(FIRST_DAYS);
  if (rest.length) strip.append(moreButton(strip, rest));
  const open = Array.from(days.values()).findIndex((list) => list.some((slot) => slot.left > 0));
  if (buttons.length) pick(buttons[Math.max(open, 0)], Array.from(days.values())[Math.max(open, 0)]);
  if (open >= FIRST_DAYS) strip.replaceChildren(...buttons);
  return h("div", { class: "slots" }, h("p", { class: "ask" }, block.text || block.window), strip, times);
}

function dayButton(date, list, pick) {
  const left = list.reduce((sum, slot) => sum + slot.left, 0);
  const parts = [h("b", {}, monthDay(date)), h("span", {}, list[0].weekday), h("small", {}, left ? words.left(left) : words.full)];
  return h("button", { type: "button", class: "day", "aria-pressed": "false", onclick: (event) => pick(event.currentTarget) }, parts);
}

function moreButton(strip, rest) {
  const unfold = () => {
    more.remove();
    strip.append(...rest);
    rest[0].focus();
  };
  const more = h("button", { type: "button", class: "day day-more", onclick: unfold }, words.moreDays(rest.length));
  return more;
}

function timeButton(slot, deeds) {
  const span = `${slot.start}—${slot.end}`;
  const parts = [h("b", {}, span), h("small", {}, slot.left > 0 ? words.left(slot.left) : words.full)];
  const button = choiceButton(slot.id, `${dayName(slot)} ${span}`, parts, deeds, "time");
  if (slot.left <= 0) button.disabled = true;
  return button;
}

function dayName(slot) {
  return `${monthDay(slot.date)} ${slot.weekday}`;
}

function monthDay(date) {
  const found = /^\d{4}-(\d{2})-(\d{2})$/.exec(date);
  return found ? `${Number(found[1])}月${Number(found[2])}日` : date;
}
