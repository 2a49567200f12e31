/** Prints one list on a page of its own, so that neither the conversation nor the host page comes along. */

/** Open the print dialogue with `title` and the numbered `lines`. */
export function printPage(title, lines) {
  const frame = document.createElement("iframe");
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.style.cssText = "position:fixed;right:0;bottom:0;width:0;height:0;border:0;visibility:hidden";
  document.body.append(frame);
  const page = frame.contentDocument;
  const make = (tag, text) => Object.assign(page.createElement(tag), { textContent: text });
  const list = page.createElement("ol");
  list.style.cssText = "font-size:12pt;line-height:1.9";
  list.append(...lines.map((line) => make("li", `☐ ${line}`)));
  page.title = title;
  page.body.append(make("h1", title), list);
  page.body.style.fontFamily = "sans-serif";
  page.body.firstChild.style.fontSize = "16pt";
  // The dialogue of some browsers does not block: the frame stays until it has surely been read.
  setTimeout(() => frame.remove(), 60000);
  frame.contentWindow.focus();
  frame.contentWindow.print();
}
