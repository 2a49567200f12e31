/** Buttons to choose from. They stay usable in older replies; the server says when one has expired. */

import { h } from "../dom.js";
import { icon } from "../icons.js";

export function choices(block, deeds) {
  const title = block.text ? h("p", { class: "ask" }, block.text) : null;
  const buttons = block.options.map((option) => choiceButton(option.id, option.label, [option.label], deeds, "choice"));
  return h("div", { class: "choices", role: "group", "aria-label": block.text || null }, title, h("div", { class: "choice-list" }, buttons));
}

/** A button that sends the option `id`; marked once pressed, switched off when the server no longer knows it. */
export function choiceButton(id, label, children, deeds, className) {
  const press = (event) => {
    event.currentTarget.classList.add("chosen");
    deeds.choose(id, label);
  };
  return h("button", { type: "button", class: className, "data-choice": id, onclick: press }, children, icon("check"));
}
