/** A link from WeChat carries its conversation to this page, once. */

import { keep } from "./browser.js";

const CARRIED = /^#carry=([\w-]{20,80})$/;

/** Take over the conversation that the address names, if it names one; a link that opens nothing any more is let go. */
export async function carry(api) {
  const ticket = CARRIED.exec(location.hash);
  if (!ticket) return;
  // Out of the address before anything else: a reload or a shared address must not try again.
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const { token } = await api.ask("links", { link: ticket[1] });
    keep("token", token);
    keep("transcript", null);
  } catch {
    /* used before or too old: the page begins as it always does */
  }
}
