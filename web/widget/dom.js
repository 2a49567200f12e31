/** Builds elements; text is only ever set as text, so nothing that comes from the server can become markup. */

/** Line icons on a 24 grid. */
const paths = {
  mark: "M4 19V9l8-5 8 5v10M4 19h16M9 19v-5h6v5M12 8.5v.01",
  send: "M12 19V5M6 11l6-6 6 6",
  again: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4h4",
  close: "M6 6l12 12M18 6 6 18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warn: "M12 4 2.5 20h19zM12 10v4.5M12 17.2v.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.6v.01",
  tag: "M4 12V4h8l8 8-8 8zM8 8v.01",
  down: "M6 9l6 6 6-6",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  date: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l2 1.5H4zM10 21h4",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.5l3.5 2",
  book: "M5 4h11l3 3v13H5zM9 9h6M9 13h6M9 17h3",
};

/**
 * Create an element. A function in `props` is a listener (`onclick` style names), all else an attribute; null and
 * false are left out. Children are nodes or strings, nested lists included; empty ones are left out.
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  set(node, props);
  node.append(...children.flat(3).filter((child) => child));
  return node;
}

/** A button that does `press`; `props` as in h(). */
export function button(className, press, props, ...children) {
  return h("button", { type: "button", class: className, onclick: press, ...props }, children);
}

/** Labels and values as a definition list; pairs without a value are left out. */
export function pairs(rows) {
  const full = rows.filter((row) => row[1]);
  return h("dl", {}, full.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
}

/** The icon `name`, decorative: what it means is always said in words beside it. */
export function icon(name) {
  const make = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = set(make("svg"), { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true" });
  svg.append(set(make("path"), { d: paths[name] }));
  return svg;
}

function set(node, props) {
  for (const [name, value] of Object.entries(props || {})) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value || value === 0) node.setAttribute(name, value);
  }
  return node;
}

/** A random identifier; `crypto.randomUUID` is missing on plain http. */
export function uuid() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The absolute address of a link, or null unless it is http or https. */
export function safeLink(address, base) {
  try {
    const url = new URL(address, base);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that dials when the value is one telephone number (built from its digits alone), else the plain value. */
export function telephone(value) {
  if (!/^\+?[\d\s()-]{5,20}$/.test(value || "")) return value;
  return h("a", { href: `tel:${value.replace(/[^\d+]/g, "")}` }, value);
}
