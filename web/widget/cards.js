/** The larger blocks: the basis of an answer, what to bring, the booked visit, the form for personal data. */

import { inWeChat, printList } from "./browser.js";
import { button, h, icon, pairs, safeLink, telephone, uuid } from "./dom.js";
import { words } from "./strings.js";

const LAST_MINUTE_MS = 60000;

export function citation(block, deeds) {
  const head = [block.title || block.policy, block.clause].filter(Boolean).join(" · ");
  const validity = h("span", { class: `badge ${colour(block.validity)}` }, block.validity);
  const summary = h("summary", {}, icon("book"), h("span", {}, h("b", {}, words.basis), head), validity, icon("down"));
  const whole = block.document && wholeText(block, deeds);
  return h("details", { class: "citation" }, summary, wording(block), details(block), whole, link(block, deeds));
}

/** The document with the cited clause marked, fetched when it is wanted. */
function wholeText(block, deeds) {
  const box = h("div", {});
  const open = button("tool", unfold, {}, icon("book"), block.wording === "original" ? words.whole : words.wholeSummary);
  async function unfold() {
    if (open.ariaDisabled) return;
    open.ariaDisabled = "true";
    try {
      const { title, clauses } = await deeds.fetch(block.document);
      const text = h("div", { class: "whole", role: "region", tabindex: 0, "aria-label": title }, clauses.map(clause));
      box.replaceChildren(text);
      const cited = text.querySelector("mark");
      if (cited) text.scrollTop = cited.offsetTop - 12;
      text.focus({ preventScroll: true });
      text.scrollIntoView({ block: "nearest" });
    } catch (error) {
      deeds.announce(error.message);
    }
    open.ariaDisabled = null;
  }
  function clause({ path, heading, text }) {
    const cited = path === block.clause;
    const [before, after] = cited ? text.split(block.text) : [];
    const said = !cited ? text : after === undefined ? h("mark", {}, text) : [before, h("mark", {}, block.text), after];
    return h("p", {}, h("b", {}, heading ? `${path} ${heading}` : path), " ", said);
  }
  box.append(open);
  return box;
}

/** Quotation marks are a promise that the words are the document's own. */
function wording({ text, wording: kind }) {
  const original = kind === "original";
  const said = original ? `“${text}”` : text;
  const caption = h("figcaption", {}, original ? words.original : words.summary);
  return text && h("figure", {}, caption, h(original ? "blockquote" : "p", {}, said));
}

function details(block) {
  const { in_force_from: from, in_force_to: until } = block;
  // Where a guide or a notice has no validity of its own, its provenance stands in for it.
  const force = [block.validity !== block.provenance_label && block.validity, from && `${words.from} ${from}`, until && `${words.until} ${until}`];
  const source = [block.provenance_label, block.source, block.as_of && `${words.asOf} ${block.as_of}`];
  return pairs([
    [words.number, block.number],
    [words.validity, force.filter(Boolean).join(" ")],
    [words.provenance, source.filter(Boolean).join("；")],
    [words.owner, block.owner],
    [words.telephone, telephone(block.telephone)],
  ]);
}

function link(block, deeds) {
  const href = block.link && safeLink(block.link, deeds.base);
  return href && h("a", { href, target: "_blank", rel: "noopener noreferrer" }, words.link);
}

/** The colour of a validity or a status; none where it says neither yes nor no. */
function colour(said) {
  if (/废止|失效|已过|取消|放弃/.test(said)) return "over";
  if (/待|未|即将|修改/.test(said)) return "open";
  return /^现行|^已预约/.test(said) ? "good" : "";
}

export function checklist({ title, items }, deeds) {
  const below = h("div", { class: "tools" }, tools(title, items, deeds));
  return h("section", { class: "checklist" }, h("h2", {}, title), materials(items), below);
}

/** A booked visit: the code large, when and where, what to bring, the calendar file. */
export function appointment(block, deeds) {
  const over = colour(block.status) === "over";
  const status = h("span", { class: `badge ${colour(block.status)}` }, block.status);
  const rows = [
    [words.when, `${block.date} ${block.weekday} ${block.start}—${block.end}`],
    [words.what, block.service + (block.case && `（${block.case}）`)],
    [words.where, `${block.hall} ${block.window}`],
    [words.address, block.address],
    [words.telephone, telephone(block.telephone)],
  ];
  const href = block.calendar && safeLink(block.calendar, deeds.base);
  const page = block.page && safeLink(block.page, deeds.base);
  const list = block.materials.length > 0 && !over;
  // WeChat hands no file on: its menu leads to a browser that does.
  const hint = href && inWeChat && h("p", { class: "hint" }, words.inBrowser);
  return h(
    "div",
    { role: "group", class: over ? "appointment over" : "appointment", "aria-label": `${words.code} ${block.code}` },
    h("p", { class: "code" }, words.code, h("strong", {}, block.code), status),
    pairs(rows),
    list && [h("h2", {}, words.materials), materials(block.materials)],
    h(
      "div",
      { class: "tools" },
      href && h("a", { class: "tool", href, download: `${block.code}.ics` }, icon("date"), words.calendar),
      page && h("a", { class: "tool", href: page, target: "_blank", rel: "noopener" }, icon("page"), words.page),
      button("tool", () => deeds.copy(block.code), {}, icon("copy"), words.copyCode),
      list && tools(`${block.service} ${words.materials}`, block.materials, deeds).slice(0, 1),
    ),
    hint,
  );
}

function materials(items) {
  const line = (item) => h("label", { class: "check" }, h("input", { type: "checkbox" }), material(item));
  return h("ul", { class: "materials" }, items.map((item) => h("li", {}, line(item))));
}

function material({ name, necessity, form, note }) {
  const detail = [form, note].filter(Boolean).join("；");
  const need = h("span", { class: necessity === "必要" ? "badge must" : "badge" }, necessity);
  return h("span", {}, name, need, detail && h("small", {}, detail));
}

function tools(title, items, deeds) {
  const detail = ({ necessity, form, note }) => [necessity, form, note].filter(Boolean).join("，");
  const lines = items.map((item) => `${item.name}（${detail(item)}）`);
  const text = [title, ...lines.map((line, at) => `${at + 1}. ${line}`)].join("\n");
  const take = button("tool", () => deeds.copy(text), {}, icon("copy"), words.copy);
  return inWeChat ? [take] : [button("tool", () => printList(title, lines), {}, icon("print"), words.print), take];
}

/** A file to fetch; the link opens once. */
export function file({ label, link: address, note }, deeds) {
  const href = safeLink(address, deeds.base);
  const anchor = href && h("a", { class: "tool", href, download: "" }, icon("down"), label);
  return h("div", { class: "tools" }, anchor, note && h("small", {}, note));
}

/** Personal data with its purpose and a consent that nobody ticks in advance; the browser keeps nothing of it. */
export function form(block, deeds) {
  const done = () => h("p", { class: "notice done" }, `${block.title}：${words.submitted}`);
  if (deeds.done) return done();
  const boxes = Object.entries({ consent: block.consent, id_consent: block.id_consent })
    .filter(([, sentence]) => sentence)
    .map(([name, sentence]) => consentRow(name, sentence));
  const rows = [...block.fields.map((field) => fieldRow(field)), ...boxes];
  const trouble = h("p", { class: "error", role: "alert" });
  const send = h("button", { class: "primary" }, block.submit);
  const parts = [h("h2", {}, block.title), held(block, deeds), rows.map((row) => row.node), trouble, send];
  const box = h("form", { class: "form", novalidate: true, onsubmit: submit }, parts);

  async function submit(event) {
    event.preventDefault();
    if (send.ariaDisabled) return;
    // Without consent nothing leaves the page; everything else the server judges.
    const unticked = boxes.filter((box) => !box.value());
    if (unticked.length) return show(Object.fromEntries(unticked.map((box) => [box.input.name, words.consent])));
    send.ariaDisabled = "true";
    try {
      await deeds.submit(block.id, Object.fromEntries(rows.map((row) => [row.input.name, row.value()])));
      box.replaceWith(done());
    } catch (error) {
      show(error.fields || {}, error.message);
    }
    send.ariaDisabled = null;
  }

  function show(errors, message = "") {
    for (const { input, said } of rows) {
      said.textContent = errors[input.name] || "";
      input.setAttribute("aria-invalid", String(Boolean(said.textContent)));
    }
    const wrong = rows.find((row) => row.said.textContent);
    trouble.textContent = wrong ? words.check : message;
    wrong?.input.focus();
  }

  return box;
}

/** How long the time that was chosen stays reserved, by the office's clock; silent but for its last minute. */
function held({ held_until: until }, { skew, announce }) {
  if (!until) return null;
  const end = Date.parse(until) + skew;
  const line = h("p", { class: "held", role: "timer" });
  let warned = end - Date.now() < LAST_MINUTE_MS;
  const tick = () => {
    const left = Math.max(Math.ceil((end - Date.now()) / 1000), 0);
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    line.replaceChildren(icon("clock"), left ? words.held(time) : words.heldOver);
    if (left < 61 && !warned && line.isConnected) announce(words.heldSoon);
    warned ||= left < 61;
    if (left) setTimeout(() => line.isConnected && tick(), 1000 - (Date.now() % 1000));
  };
  tick();
  return line;
}

function fieldRow({ name, label, kind, required, purpose }) {
  const id = uuid();
  const input = h("input", {
    id,
    name,
    type: kind,
    autocomplete: kind === "tel" ? "tel" : name === "name" ? "name" : "off",
    maxlength: 60,
    "aria-required": String(required),
    "aria-describedby": `${id}-why ${id}-error`,
  });
  const head = h("label", { for: id }, label, !required && ` (${words.optional})`);
  return row(input, () => input.value.trim(), head, h("small", { id: `${id}-why` }, purpose), input);
}

function consentRow(name, sentence) {
  const id = uuid();
  const described = { "aria-required": "true", "aria-describedby": `${id}-error` };
  const input = h("input", { id, name, type: "checkbox", ...described });
  return row(input, () => input.checked, h("label", { class: "check" }, input, h("span", {}, sentence)));
}

function row(input, value, ...parts) {
  const said = h("p", { class: "error", id: `${input.id}-error` });
  return { input, value, said, node: h("div", { class: "field" }, parts, said) };
}
