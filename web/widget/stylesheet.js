/** Puts a stylesheet into a shadow root without inline styles, which a strict content policy forbids. */

const loaded = new Map();

/** Apply the stylesheet at `address` to `root`; resolves when the element may be shown. */
export async function style(root, address) {
  // Constructed sheets need no style-src of a host page; older browsers get a link.
  if (!("adoptedStyleSheets" in root)) return byLink(root, address);
  try {
    if (!loaded.has(address)) loaded.set(address, fetchSheet(address));
    root.adoptedStyleSheets = [await loaded.get(address)];
  } catch {
    loaded.delete(address);
    await byLink(root, address);
  }
}

async function fetchSheet(address) {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`stylesheet ${response.status}`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  return sheet;
}

function byLink(root, address) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  return new Promise((done) => {
    link.onload = link.onerror = done;
    root.prepend(link);
  });
}
