/** One entry on the screen: what the applicant said with its delivery, or a reply with its blocks. */

import { render } from "./blocks.js";
import { button, h, icon, safeLink } from "./dom.js";
import { language, words } from "./strings.js";

const RATED = ["answered", "not_found", "out_of_scope"];

/** The element of an entry; `deeds` is what blocks, delivery and feedback may do. */
export function entryView(entry, deeds) {
  return entry.blocks ? replyView(entry, deeds) : saidView(entry, deeds);
}

/** What a screen reader is told of a reply: its first sentence. */
export function gist(entry) {
  return (entry.blocks || []).map((block) => block.text || block.title || "").find(Boolean) || "";
}

function replyView(entry, deeds) {
  // While a person is in charge a message is kept and not answered: there is nothing to show.
  if (entry.status === "handed_over" && !entry.blocks.length) return h("article", { hidden: true });
  const own = { ...deeds, done: entry.done, skew: entry.skew || 0 };
  const blocks = entry.blocks.map((block) => render(block, own));
  const shown = blocks.length ? blocks : h("p", {}, words.server);
  const body = h("div", { lang: language === "en" ? "zh-CN" : null }, shown);
  const foot = entry.repeats
    ? button("tool", () => deeds.repeat(entry), {}, icon("again"), words.retry)
    : entry.turn && !entry.rated && RATED.includes(entry.status) && feedback(entry, deeds);
  const { number, link } = entry.receipt || {};
  const open = number && h("a", { href: safeLink(link, deeds.base), target: "_blank" }, number);
  const take = open && button("tool", () => deeds.copy(plain(body)), {}, icon("copy"), words.copyReply);
  const line = h("p", { class: "hint receipt" }, words.receipt, " ", open);
  const under = open && h("div", { class: "under" }, line, take);
  const parts = [sender(entry), body, under, foot];
  return h("article", { class: `reply ${entry.status}` }, parts);
}

/** Who speaks: the assistant needs no name on the screen, what comes by itself does. */
function sender({ event, about }) {
  if (!event) return h("span", { class: "unseen" }, words.assistant);
  return h("p", { class: "sender" }, icon("bell"), words.senders[about] || words.told);
}

/** The words of a reply without its buttons and forms, a line each. */
function plain(body) {
  const lines = [...body.querySelectorAll("p, li, h2, dl > div, tr, summary, blockquote")];
  const own = lines.filter((line) => !line.closest("form, .choices, .slots") && !line.querySelector("p, li"));
  return own.map((line) => [...line.childNodes].map((part) => part.textContent).join(" ").trim()).join("\n");
}

function saidView(entry, deeds) {
  const bubble = h("p", { class: "bubble" }, h("span", { class: "unseen" }, words.you), entry.said);
  const node = h("article", { class: "said" }, bubble);
  showDelivery(node, entry, deeds);
  return node;
}

/** Bring the delivery line under what was said up to date. */
export function showDelivery(node, entry, deeds) {
  const line = h("div", { class: "delivery" });
  if (entry.state === "failed") {
    const again = button("tool", () => deeds.retry(entry), {}, icon("again"), h("span", {}, words.retry));
    if (entry.wait) countDown(again, entry.wait);
    line.append(h("span", { class: "error" }, icon("warn"), entry.error), again);
  } else line.append(words[entry.state]);
  const old = node.querySelector(".delivery");
  if (old) old.replaceWith(line);
  else node.append(line);
}

/** Keep a button off for the seconds that the server asked for. */
function countDown(again, seconds) {
  const end = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    again.disabled = left > 0;
    again.lastChild.textContent = left > 0 ? words.retryIn(left) : words.retry;
    if (left > 0) setTimeout(tick, 500);
  };
  tick();
}

/** Asks whether a reply helped, and if not, why; the reason is one of a few words, never free text. */
function feedback(entry, deeds) {
  const finish = async (helpful, reason) => {
    try {
      await deeds.rate(entry, helpful, reason);
    } catch (error) {
      return deeds.announce(error.message);
    }
    // The focus goes to the thanks, so that a keyboard keeps its place.
    box.replaceChildren(h("span", { class: "thanks", tabindex: "-1" }, icon("check"), words.thanks));
    box.firstChild.focus();
  };
  const why = () => {
    const reason = ([code, label]) => button("tool", () => finish(false, code), {}, label);
    box.replaceChildren(words.why, ...Object.entries(words.reasons).map(reason));
    box.querySelector("button").focus();
  };
  const yes = button("tool", () => finish(true, ""), {}, words.yes);
  const parts = [words.helpful, yes, button("tool", why, {}, words.no)];
  const box = h("div", { class: "feedback", role: "group", "aria-label": words.helpful }, parts);
  return box;
}
