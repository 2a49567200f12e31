/** What the applicant must know of the answer; the kind is told by icon and words, colour comes third. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { words } from "../strings.js";

const signs = { example: "tag", validity: "warn", provisional: "date", important: "warn", hint: "info" };

export function notice(block) {
  const kind = Object.prototype.hasOwnProperty.call(signs, block.kind) ? block.kind : "hint";
  const label = kind === "example" && block.text !== words.example ? h("b", {}, words.example) : null;
  return h("p", { class: `notice notice-${kind}`, role: "note" }, icon(signs[kind]), label, h("span", {}, block.text));
}
