/** The larger blocks: the basis of an answer, what to bring, the booked visit, the form for personal data. */

import { copy, printList } from "./browser.js";
import { button, h, icon, pairs, safeLink, telephone } from "./dom.js";
import { words } from "./strings.js";

export function citation(block, deeds) {
  const head = [block.title || block.policy, block.clause].filter(Boolean).join(" · ");
  const validity = h("span", { class: `badge ${sureness(block.validity)}` }, block.validity);
  const summary = h("summary", {}, icon("book"), h("span", {}, h("b", {}, words.basis), head), validity, icon("down"));
  return h("details", { class: "citation" }, summary, wording(block), details(block), link(block, deeds));
}

/** Quotation marks are a promise that the words are the document's own. */
function wording({ text, wording: kind }) {
  const original = kind === "original";
  const said = original ? `“${text}”` : text;
  return text && h("figure", {}, h("figcaption", {}, original ? words.original : words.summary), h(original ? "blockquote" : "p", {}, said));
}

function details(block) {
  const force = [block.in_force_from && `${words.from} ${block.in_force_from}`, block.in_force_to && `${words.until} ${block.in_force_to}`];
  const source = [block.provenance_label, block.source, block.as_of && `${words.asOf} ${block.as_of}`];
  return pairs([
    [words.number, block.number],
    [words.clause, block.clause],
    [words.validity, block.validity],
    [words.inForce, force.filter(Boolean).join(" ")],
    [words.provenance, source.filter(Boolean).join("；")],
    [words.owner, block.owner],
    [words.telephone, telephone(block.telephone)],
  ]);
}

function link(block, deeds) {
  const href = block.link && safeLink(block.link, deeds.base);
  return href && h("a", { href, target: "_blank", rel: "noopener noreferrer" }, words.link, icon("out"));
}

/** The colour that underlines what the words of the validity say. */
function sureness(validity) {
  if (/失效|废止|过期|到期|无效|届满/.test(validity)) return "over";
  return /有效|施行|执行/.test(validity) && !/待|未|不/.test(validity) ? "good" : "open";
}

export function checklist({ title, items }, deeds) {
  return h("section", { class: "checklist" }, h("h3", {}, title), materials(items), h("div", { class: "tools" }, tools(title, items, deeds)));
}

/** A booked visit: the code large, when and where, what to bring, the calendar file. */
export function appointment(block, deeds) {
  const over = /取消|失效|过期/.test(block.status);
  const rows = [
    [words.when, `${block.date} ${block.weekday} ${block.start}—${block.end}`],
    [words.what, block.service + (block.case && `（${block.case}）`)],
    [words.where, `${block.hall} ${block.window}`],
    [words.address, block.address],
    [words.telephone, telephone(block.telephone)],
  ];
  const href = block.calendar && safeLink(block.calendar, deeds.base);
  const list = block.materials.length > 0 && !over;
  return h(
    "section",
    { class: over ? "appointment over" : "appointment", "aria-label": `${words.code} ${block.code}` },
    h("p", { class: "code" }, words.code, h("strong", {}, block.code), h("span", { class: over ? "badge over" : "badge good" }, block.status)),
    pairs(rows),
    list && [h("h3", {}, words.materials), materials(block.materials)],
    h(
      "div",
      { class: "tools" },
      href && h("a", { class: "tool", href, download: `${block.code}.ics` }, icon("date"), words.calendar),
      button("tool", () => copy(block.code, deeds), {}, icon("copy"), words.copyCode),
      list && tools(`${block.service} ${words.materials}`, block.materials, deeds).slice(0, 1),
    ),
  );
}

function materials(items) {
  return h("ul", { class: "materials" }, items.map((item) => h("li", {}, h("label", {}, h("input", { type: "checkbox" }), material(item)))));
}

function material({ name, necessity, form, note }) {
  const detail = [form, note].filter(Boolean).join("；");
  return h("span", {}, name, h("span", { class: necessity === "必要" ? "badge must" : "badge" }, necessity), detail && h("small", {}, detail));
}

function tools(title, items, deeds) {
  const lines = items.map(({ name, necessity, form, note }) => `${name}（${[necessity, form, note].filter(Boolean).join("，")}）`);
  const text = [title, ...lines.map((line, at) => `${at + 1}. ${line}`)].join("\n");
  return [
    button("tool", () => printList(title, lines), {}, icon("print"), words.print),
    button("tool", () => copy(text, deeds), {}, icon("copy"), words.copy),
  ];
}

const AUTOFILL = { name: "name", phone: "tel" };
let count = 0;

export function form(block, deeds) {
  const done = () => h("p", { class: "done" }, `${block.title}：${words.submitted}`);
  if (deeds.done) return done();
  const prefix = `form-${(count += 1)}`;
  const rows = [...block.fields.map((field) => fieldRow(field, `${prefix}-${field.name}`)), consentRow(block.consent, `${prefix}-consent`)];
  const trouble = h("p", { class: "error", role: "alert" });
  const send = h("button", { class: "primary" }, block.submit);
  const box = h("form", { class: "form", novalidate: true, "aria-label": block.title, onsubmit: submit }, h("h3", {}, block.title), rows.map((row) => row.node), trouble, send);

  async function submit(event) {
    event.preventDefault();
    if (send.ariaDisabled) return;
    const errors = Object.fromEntries(rows.map((row) => [row.name, row.check()]).filter((pair) => pair[1]));
    show(errors);
    if (Object.keys(errors).length) return;
    send.ariaDisabled = "true";
    send.textContent = words.submitting;
    try {
      await deeds.submit(block.id, Object.fromEntries(rows.map((row) => [row.name, row.value()])));
      box.replaceWith(done());
    } catch (error) {
      if (error.fields) show(error.fields);
      else trouble.textContent = error.message;
    }
    send.ariaDisabled = null;
    send.textContent = block.submit;
  }

  function show(errors) {
    for (const row of rows) row.error(errors[row.name] || "");
    const known = rows.find((row) => errors[row.name]);
    trouble.textContent = known ? words.check : Object.values(errors)[0] || "";
    known?.input.focus();
  }

  return box;
}

function fieldRow({ name, label, kind, required, purpose }, id) {
  const input = h("input", {
    id,
    name,
    type: kind,
    autocomplete: AUTOFILL[name] || "off",
    maxlength: 60,
    "aria-required": String(required),
    "aria-describedby": `${id}-why ${id}-error`,
  });
  const value = () => input.value.trim();
  const check = () => {
    if (!value()) return required && words.fillIn(label);
    return kind === "tel" && !/^\+?[\d\s()-]{7,20}$/.test(value().normalize("NFKC")) && words.badPhone;
  };
  const head = h("label", { for: id }, label, !required && ` (${words.optional})`);
  return row(name, input, value, check, head, h("small", { id: `${id}-why` }, purpose), input);
}

function consentRow(sentence, id) {
  const input = h("input", { id, type: "checkbox", "aria-required": "true", "aria-describedby": `${id}-error` });
  const value = () => input.checked;
  return row("consent", input, value, () => !value() && words.consent, h("label", { class: "consent" }, input, h("span", {}, sentence)));
}

function row(name, input, value, check, ...parts) {
  const said = h("p", { class: "error", id: `${input.id}-error` });
  const error = (message) => {
    said.textContent = message;
    input.setAttribute("aria-invalid", String(Boolean(message)));
  };
  return { name, input, value, check, error, node: h("div", { class: "field" }, parts, said) };
}
