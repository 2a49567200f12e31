/** Copies text, also where the clipboard interface is missing (http inside an office network, older browsers). */

import { h } from "./dom.js";
import { words } from "./strings.js";

/** Copy `text` and say whether it worked through `deeds.announce`. */
export async function copyText(text, deeds) {
  deeds.announce((await byClipboard(text)) || bySelection(text) ? words.copied : words.copyFailed);
}

async function byClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function bySelection(text) {
  const before = document.activeElement;
  const area = h("textarea", { readonly: true, "aria-hidden": "true", tabindex: "-1" });
  area.style.position = "fixed";
  area.style.opacity = "0";
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (before && before.focus) before.focus();
  return done;
}
