/* Embeds the chat: <script src="https://OFFICE/widget.js" data-label="…" async></script> (docs/embedding.md). */
(() => {
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!script || document.querySelector("talent-chat-launcher")) return;
  const place = () => {
    const launcher = document.createElement("talent-chat-launcher");
    for (const name of ["label", "side", "open", "elder"]) {
      if (name in script.dataset) launcher.setAttribute(name, script.dataset[name]);
    }
    document.body.append(launcher);
  };
  const chat = new URL("widget/chat.js", script.src);
  if (script.dataset.lang) chat.searchParams.set("lang", script.dataset.lang);
  import(chat.href).then(() => {
    if (document.body) place();
    else document.addEventListener("DOMContentLoaded", place);
  });
})();
