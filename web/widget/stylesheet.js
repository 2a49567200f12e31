/** Puts a stylesheet into a shadow root without inline styles, which a strict content policy forbids. */

const sheets = {};

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
