/** From a reply block to an element: one renderer a kind, and a sentence in place of a block that cannot be shown. */

import { h } from "../dom.js";
import { words } from "../strings.js";
import { appointment } from "./appointment.js";
import { checklist } from "./checklist.js";
import { choices } from "./choices.js";
import { citation } from "./citation.js";
import { comparison } from "./comparison.js";
import { facts } from "./facts.js";
import { form } from "./form.js";
import { notice } from "./notice.js";
import { slots } from "./slots.js";
import { text } from "./text.js";

export const renderers = { text, choices, citation, facts, comparison, checklist, slots, form, appointment, notice };

/**
 * Render one block. `deeds` is what a block may do: choose(id, label), submit(form, id, values), finished(form id),
 * announce(sentence) and `base`, the address relative links start from.
 */
export function render(block, deeds) {
  try {
    const renderer = Object.prototype.hasOwnProperty.call(renderers, block.type) ? renderers[block.type] : null;
    if (renderer) return renderer(block, deeds);
    // A kind this page does not know yet: its text is still worth reading.
    return typeof block.text === "string" && block.text ? text({ text: block.text }) : null;
  } catch {
    return h("p", { class: "notice notice-hint" }, words.broken);
  }
}
