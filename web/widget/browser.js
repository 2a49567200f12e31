/** What the browser offers: storage, stylesheets, clipboard and printer. */

import { h } from "./dom.js";

const LASTING = ["elder", "language"];
const sheets = {};
const memory = {};

/** WeChat's own browser: it neither prints nor takes a file. */
export const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

/** The kept value, or null; storage that is refused or full costs only what outlives a reload, never the chat. */
export function recall(key) {
  try {
    return JSON.parse(area(key).getItem(`talent-chat:${key}`)) ?? memory[key] ?? null;
  } catch {
    return memory[key] ?? null;
  }
}

/** Keep a value; null forgets it. */
export function keep(key, value) {
  memory[key] = value;
  try {
    area(key).setItem(`talent-chat:${key}`, JSON.stringify(value));
  } catch {
    /* private windows and full storage: this page alone remembers */
  }
}

function area(key) {
  return LASTING.includes(key) ? localStorage : sessionStorage;
}

/** Apply the stylesheet at `address` to `root`; resolves when the element may be shown. */
export async function style(root, address) {
  try {
    // A constructed sheet asks nothing of the style-src of a host page.
    sheets[address] ||= constructed(address);
    root.adoptedStyleSheets = [await sheets[address]];
  } catch {
    // Older browsers know links only.
    delete sheets[address];
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    await new Promise((done) => {
      link.onload = link.onerror = done;
      root.prepend(link);
    });
  }
}

async function constructed(address) {
  const sheet = new CSSStyleSheet();
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(address);
  return sheet.replace(await response.text());
}

/** Copy `text`; resolves to whether it worked. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return bySelection(text);
  }
}

/** For plain http, where there is no clipboard interface. */
function bySelection(text) {
  const area = h("textarea", { "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** Print `title` and the numbered `lines` on a page of their own, without the conversation or the host page. */
export function printList(title, lines) {
  const frame = h("iframe", { "aria-hidden": "true", tabindex: -1 });
  frame.style.cssText = "position:fixed;width:0;height:0;border:0";
  document.body.append(frame);
  const page = frame.contentDocument;
  page.title = title;
  page.body.style.cssText = "font:12pt/1.9 sans-serif";
  page.body.append(h("h1", {}, title), h("ol", {}, lines.map((line) => h("li", {}, `☐ ${line}`))));
  frame.contentWindow.print();
  // Some dialogues do not block: the frame stays meanwhile.
  setTimeout(() => frame.remove(), 60000);
}
