/** The head of the chat: the name, 长辈版, start again, and what one should know before writing. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { words } from "./strings.js";

/** The header; `deeds` has elder(): boolean after switching, isElder(), restart(), close() or null where nothing can be closed. */
export function header(deeds) {
  const elder = h(
    "button",
    { type: "button", class: "head-button", "aria-pressed": String(deeds.isElder()), title: words.elderHint, onclick: () => elder.setAttribute("aria-pressed", String(deeds.elder())) },
    icon("text"),
    h("span", {}, words.elder),
  );
  const again = h("button", { type: "button", class: "head-button", "aria-expanded": "false", onclick: () => ask(true) }, icon("again"), h("span", {}, words.restart));
  const close = deeds.close ? h("button", { type: "button", class: "head-button", "aria-label": words.close, onclick: deeds.close }, icon("close")) : null;
  const yes = h("button", { type: "button", class: "primary", onclick: () => (ask(false), deeds.restart()) }, words.restartYes);
  const no = h("button", { type: "button", class: "plain", onclick: () => ask(false) }, words.keep);
  const question = h("div", { class: "confirm", hidden: true, role: "group", "aria-label": words.restart }, h("p", {}, words.restartAsk), h("div", { class: "tools" }, yes, no));
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    ask(false);
  });

  function ask(open) {
    question.hidden = !open;
    again.setAttribute("aria-expanded", String(open));
    (open ? yes : again).focus();
  }

  // A page has one first heading; in a panel on someone else's page it must not be ours.
  const name = h(deeds.close ? "h2" : "h1", {}, words.name);
  return h(
    "header",
    {},
    h("div", { class: "head" }, h("span", { class: "mark-box" }, icon("mark")), name, h("div", { class: "head-tools" }, elder, again, close)),
    h("p", { class: "about" }, icon("info"), words.notice),
    question,
  );
}
