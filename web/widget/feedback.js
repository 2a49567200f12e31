/** Asks whether a reply helped, and if not, why; the reason is one of a few words, never free text. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { words } from "./strings.js";

/** The feedback line of `entry`. */
export function feedback(entry, deeds) {
  const finish = (helpful, reason) => {
    deeds.rate(entry, helpful, reason).catch(() => {});
    // Whoever rated by keyboard keeps his place: the focus goes to the thanks, not to the top of the page.
    const thanks = h("span", { class: "thanks", tabindex: "-1" }, icon("check"), words.thanks);
    box.replaceChildren(thanks);
    thanks.focus();
  };
  const ask = () => {
    const reasons = Object.entries(words.reasons).map(([code, label]) => pill(label, () => finish(false, code)));
    box.replaceChildren(h("span", {}, words.why), ...reasons);
    reasons[0].focus();
  };
  const box = h(
    "div",
    { class: "feedback", role: "group", "aria-label": words.helpful },
    h("span", {}, words.helpful),
    pill(words.yes, () => finish(true, null), "up"),
    pill(words.no, ask, "thumbDown"),
  );
  return box;
}

function pill(label, press, sign) {
  return h("button", { type: "button", class: "pill", onclick: press }, sign ? icon(sign) : null, label);
}
