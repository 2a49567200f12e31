// What the pages of the desk need of a script: questions before what cannot be undone, parts that renew themselves, printing.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  // A second click must not send the form twice.
  for (const button of form.querySelectorAll("button")) setTimeout(() => { button.disabled = true; }, 0);
});

// A page that the browser shows again from its memory has its buttons back.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form button:disabled:not([data-off])")) button.disabled = false;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// <div data-renew="/desk/…" data-every="3"> asks its address every few seconds and shows the answer when it differs.
for (const part of document.querySelectorAll("[data-renew]")) {
  let known = null;
  const renew = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(part.dataset.renew, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      part.classList.toggle("stale", !answer.ok);
      if (answer.status === 401) { window.location.assign("/desk/sign-in?said=signed_out"); return; }
      if (!answer.ok) return;
      const text = await answer.text();
      if (known !== null && text === known) return;
      const busy = part.contains(document.activeElement) && ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement.tagName);
      if (busy) return;
      known = text;
      part.innerHTML = text;
      part.dispatchEvent(new CustomEvent("renewed", { bubbles: true }));
    } catch {
      part.classList.add("stale");
    }
  };
  setInterval(renew, Number(part.dataset.every || 5) * 1000);
}

// A canned reply fills the text, which can then be changed.
document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-fills]");
  if (!list) return;
  const text = list.selectedOptions[0].dataset.text;
  if (text) document.getElementById(list.dataset.fills).value = text;
});

// The newest words of a conversation are in view.
const showNewest = () => { for (const talk of document.querySelectorAll(".talk")) talk.scrollTop = talk.scrollHeight; };
showNewest();
document.addEventListener("renewed", showNewest);
