/** Line icons drawn on a 24 grid, built as elements so that no markup is parsed. */

const paths = {
  mark: "M4 19V9l8-5 8 5v10M4 19h16M9 19v-5h6v5M12 8.5v.01",
  send: "M12 19V5M6 11l6-6 6 6",
  text: "M3 19 8.5 5 14 19M5 14h7M15 19l3-8 3 8M16 16.5h4",
  again: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4h4",
  close: "M6 6l12 12M18 6 6 18",
  chat: "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warn: "M12 4 2.5 20h19zM12 10v4.5M12 17.2v.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.6v.01",
  stop: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM6 6l12 12",
  unknown: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.3 9.2a2.8 2.8 0 1 1 4 2.6c-.9.5-1.3 1-1.3 2M12 16.8v.01",
  tag: "M4 12V4h8l8 8-8 8zM8 8v.01",
  down: "M6 9l6 6 6-6",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  date: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  up: "M7 21H4V10h3M7 10l4-7c1.5 0 2.5 1 2.2 2.5L12.5 9H19a1.5 1.5 0 0 1 1.5 1.8l-1.4 7A2 2 0 0 1 17 20H7z",
  thumbDown: "M17 3h3v11h-3M17 14l-4 7c-1.5 0-2.5-1-2.2-2.5L11.5 15H5a1.5 1.5 0 0 1-1.5-1.8l1.4-7A2 2 0 0 1 7 4h10z",
  book: "M5 4h11l3 3v13H5zM9 9h6M9 13h6M9 17h3",
  out: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
};

/** The icon `name` as a decorative svg element; what it means is always said in words beside it. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
