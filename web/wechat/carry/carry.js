/** A link from WeChat carries its conversation to the chat page, once; one that opens nothing leads there all the same. */

const ticket = location.hash.slice(1);
// Out of the address before anything else: a reload or a shared address must not try again.
history.replaceState(null, "", location.pathname);

async function token() {
  const response = await fetch("/api/chat/links", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ link: ticket }),
    credentials: "omit",
  });
  return response.ok ? (await response.json()).token : null;
}

try {
  const carried = ticket && (await token());
  if (carried) {
    // Where the page keeps its own; what another conversation left in this tab goes.
    sessionStorage.setItem("talent-chat:token", JSON.stringify(carried));
    sessionStorage.removeItem("talent-chat:transcript");
  }
} catch {
  /* no network, no storage: the page begins as it always does */
}
location.replace("/chat");
