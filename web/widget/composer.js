/** The field to write in: Enter sends unless an input method is still composing, 500 characters at most. */

import { h, icon } from "./dom.js";
import { words } from "./strings.js";

const MOST = 500;
const ID_NUMBER = /\d{17}[\dXx]/;

/** The composer as {node, refresh(), focus(), text(new)}; `say(text)` receives what is sent, without surrounding blanks. */
export function composer(say) {
  const input = h("textarea", {
    rows: 1,
    "aria-label": words.input,
    "aria-describedby": "hint",
    placeholder: words.input,
    enterkeyhint: "send",
    oninput: refresh,
    onkeydown: key,
  });
  const send = h("button", { class: "primary", "aria-label": words.send }, icon("send"), h("span", {}, words.send));
  const hint = h("p", { class: "hint", id: "hint", role: "status" });
  const node = h("form", { class: "composer", onsubmit: submit }, h("div", {}, input, send), hint);

  function refresh() {
    const left = MOST - [...input.value].length;
    const problem = left < 0 ? words.over(-left) : ID_NUMBER.test(input.value) && words.idNumber;
    hint.textContent = problem || words.keys;
    hint.className = problem ? "hint error" : "hint keys";
    send.disabled = left < 0 || !input.value.trim();
    // Grow with the text; the stylesheet sets the ceiling.
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 3}px`;
  }

  function key(event) {
    // keyCode 229 is how browsers without isComposing tell that an input method has the key.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
  }

  function submit(event) {
    event.preventDefault();
    if (send.disabled) return;
    const text = input.value.trim();
    input.value = "";
    refresh();
    say(text);
    input.focus();
  }

  /** What is written; `text` replaces it. */
  function text(other = input.value) {
    input.value = other;
    refresh();
    return other;
  }

  return { node, refresh, text, focus: () => input.focus() };
}
