/* Embeds the chat: <script src="https://OFFICE/widget.js" data-label="…" data-side="left" data-open></script> */
(() => {
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!script || document.querySelector("talent-chat-launcher")) return;
  const place = () => {
    const launcher = document.createElement("talent-chat-launcher");
    for (const name of ["label", "side", "open"]) {
      if (name in script.dataset) launcher.setAttribute(name, script.dataset[name]);
    }
    document.body.append(launcher);
  };
  import(new URL("widget/launcher.js", script.src).href).then(() => {
    if (document.body) place();
    else document.addEventListener("DOMContentLoaded", place);
  });
})();
