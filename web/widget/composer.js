/** The field to write in: Enter sends unless an input method is still composing, 500 characters at most. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { words } from "./strings.js";

export const MOST = 500;
const ID_NUMBER = /(?:^|\D)\d{17}[\dXx](?:\D|$)/;

/** The composer as {node, focus, fill(text)}; `say(text)` receives what is sent, without surrounding blanks. */
export function composer(say) {
  const input = h("textarea", {
    id: "message",
    rows: "1",
    "aria-label": words.inputLabel,
    "aria-describedby": "keys count warning",
    placeholder: words.inputHint,
    enterkeyhint: "send",
    autocomplete: "off",
    oninput: refresh,
    onkeydown: key,
  });
  const send = h("button", { type: "submit", class: "send", "aria-label": words.send }, icon("send"), h("span", {}, words.send));
  const count = h("span", { class: "count", id: "count" });
  const warning = h("span", { class: "warning", id: "warning", role: "alert" });
  const hints = h("div", { class: "hints" }, h("span", { class: "keys", id: "keys" }, words.keys), warning, count);
  const node = h("form", { class: "composer", novalidate: true, onsubmit: submit }, h("div", { class: "line" }, input, send), hints);

  function refresh() {
    const length = Array.from(input.value).length;
    const over = length > MOST;
    const problem = over ? words.over(length - MOST) : ID_NUMBER.test(input.value.normalize("NFKC")) ? words.idNumber : "";
    if (warning.textContent !== problem) warning.textContent = problem;
    count.textContent = words.count(length, MOST);
    count.hidden = !length;
    send.disabled = over || !input.value.trim();
    if (over) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    input.placeholder = node.clientWidth && node.clientWidth < 480 ? words.inputShort : words.inputHint;
    // Grow with the text; the stylesheet sets the ceiling.
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  }

  function key(event) {
    // keyCode 229 is how browsers without isComposing tell that an input method has the key.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  }

  function submit(event) {
    if (event) event.preventDefault();
    const text = input.value.trim();
    if (!text || Array.from(input.value).length > MOST) return;
    input.value = "";
    refresh();
    say(text);
    input.focus();
  }

  function fill(text) {
    input.value = input.value ? `${text}\n${input.value}` : text;
    refresh();
    input.focus();
  }

  return { node, fill, refresh, focus: () => input.focus() };
}
