/** Builds elements; text is only ever set as text, so nothing that comes from the server can become markup. */

/**
 * Create an element. `props` with a function are listeners (`onclick` style names), `class`, `for`, `aria-*`, `data-*` and
 * booleans are attributes, the rest properties. Children are nodes or strings; empty ones are left out.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(2)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child);
  }
  return node;
}

/** A random identifier; `randomUUID` exists only on https and localhost, an intranet address may have neither. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The absolute address of a link, or null unless it is http or https. */
export function safeLink(address, base) {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that dials when the value is one telephone number, else the plain value. */
export function telephone(value) {
  const text = String(value);
  return /^\+?[\d\s()-]{5,20}$/.test(text) ? h("a", { href: `tel:${text.replace(/[^\d+]/g, "")}` }, text) : text;
}
