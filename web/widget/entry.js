/** One entry of the conversation on the screen: what the applicant said with its delivery, or a reply with its blocks. */

import { render } from "./blocks/index.js";
import { h } from "./dom.js";
import { feedback } from "./feedback.js";
import { icon } from "./icons.js";
import { words } from "./strings.js";

const RATED = ["answered", "not_found", "out_of_scope"];

/** A reply. `deeds` serves its blocks; rate(entry, helpful, reason) its feedback. */
export function replyView(entry, deeds) {
  const parts = entry.blocks.map((block) => block && render(block, deeds)).filter(Boolean);
  if (!parts.length) parts.push(h("p", {}, words.server));
  if (entry.turn && RATED.includes(entry.status) && !entry.rated) parts.push(feedback(entry, deeds));
  return h("article", { class: `reply status-${entry.status || "greeting"}` }, h("span", { class: "unseen" }, `${words.assistant}：`), parts);
}

/** What the applicant said. `deeds` has retry(entry) and edit(entry) for a message that did not arrive. */
export function applicantView(entry, deeds) {
  const bubble = h("p", { class: "bubble" }, h("span", { class: "unseen" }, `${words.you}：`), entry.text);
  const node = h("article", { class: "said" }, bubble);
  showDelivery(node, entry, deeds);
  return node;
}

/** Bring the delivery line under the bubble up to date. */
export function showDelivery(node, entry, deeds) {
  const old = node.querySelector(".delivery");
  const line = h("div", { class: `delivery delivery-${entry.state}` });
  if (entry.state === "sending") line.append(words.sending);
  else if (entry.state === "sent") line.append(icon("check"), words.sent);
  else line.append(h("span", { class: "trouble" }, icon("warn"), entry.error || words.unsent), remedy(entry, deeds) || "");
  if (old) old.replaceWith(line);
  else node.append(line);
}

function remedy(entry, deeds) {
  if (entry.again) {
    const button = h("button", { type: "button", class: "tool", onclick: () => deeds.retry(entry) }, icon("again"), h("span", {}, words.retry));
    if (entry.wait) countDown(button, entry.wait);
    return button;
  }
  if (entry.body.choice) return null;
  return h("button", { type: "button", class: "tool", onclick: () => deeds.edit(entry) }, words.edit);
}

/** Keep a button off for the seconds that the server asked for. */
function countDown(button, seconds) {
  const end = Date.now() + seconds * 1000;
  const label = button.querySelector("span");
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    button.disabled = left > 0;
    label.textContent = left > 0 ? words.retryIn(left) : words.retry;
    if (left > 0) setTimeout(tick, 500);
  };
  tick();
}
