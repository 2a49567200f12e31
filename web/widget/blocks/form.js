/** Personal data with its purpose and a consent that nobody ticks in advance; what is typed is kept nowhere in the browser. */

import { h, uuid } from "../dom.js";
import { words } from "../strings.js";

let count = 0;

export function form(block, deeds) {
  if (deeds.finished(block.id)) return finished(block);
  const prefix = `form-${(count += 1)}`;
  const fields = block.fields.map((field) => fieldRow(field, `${prefix}-${field.name}`));
  const consent = consentRow(block.consent, `${prefix}-consent`);
  const trouble = h("p", { class: "form-trouble", role: "alert" });
  const button = h("button", { type: "submit", class: "primary" }, block.submit || words.send);
  // The same id goes with every attempt until the server has judged the content, so a lost answer books nothing twice.
  let id = uuid();
  let busy = false;

  function show(errors) {
    for (const row of [...fields, consent]) row.error(errors[row.name] || "");
    const known = [...fields, consent].map((row) => row.name);
    const other = Object.keys(errors).filter((name) => !known.includes(name));
    trouble.textContent = other.length ? String(errors[other[0]]) : Object.keys(errors).length ? words.formCheck : "";
    const first = [...fields, consent].find((row) => errors[row.name]);
    if (first) first.input.focus();
  }

  async function submit(event) {
    event.preventDefault();
    if (busy) return;
    const errors = missing(fields, consent);
    show(errors);
    if (Object.keys(errors).length) return;
    busy = true;
    button.setAttribute("aria-disabled", "true");
    button.textContent = words.formSubmitting;
    const values = Object.fromEntries(fields.map((row) => [row.name, row.input.value.trim()]));
    try {
      await deeds.submit(block.id, id, values);
      box.replaceWith(finished(block));
    } catch (error) {
      if (error.fields) {
        id = uuid();
        show(error.fields);
      } else trouble.textContent = error.message || words.server;
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
      button.textContent = block.submit || words.send;
    }
  }

  const box = h(
    "form",
    { class: "form", novalidate: true, autocomplete: "on", "aria-label": block.title, onsubmit: submit },
    h("h3", {}, block.title),
    fields.map((row) => row.node),
    consent.node,
    trouble,
    button,
  );
  return box;
}

function fieldRow(field, id) {
  const tel = field.kind === "tel";
  const hints = { name: "name", phone: "tel" };
  const input = h("input", {
    id,
    name: field.name,
    type: tel ? "tel" : "text",
    inputmode: tel ? "tel" : null,
    autocomplete: hints[field.name] || (tel ? "tel" : "off"),
    maxlength: "60",
    "aria-required": field.required ? "true" : null,
    "aria-describedby": `${field.purpose ? `${id}-why ` : ""}${id}-error`,
  });
  const label = h("label", { for: id }, field.label, h("span", { class: "mark" }, field.required ? words.required : words.optional));
  const why = field.purpose ? h("small", { id: `${id}-why` }, field.purpose) : null;
  return { ...row(field.name, input, id, [label, why, input]), label: field.label, required: field.required !== false, tel };
}

function consentRow(sentence, id) {
  const input = h("input", { id, type: "checkbox", "aria-required": "true", "aria-describedby": `${id}-error` });
  return row("consent", input, id, [h("label", { class: "consent", for: id }, input, h("span", {}, sentence))]);
}

function row(name, input, id, parts) {
  const said = h("p", { class: "field-error", id: `${id}-error` });
  const error = (message) => {
    said.textContent = message;
    if (message) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  return { name, input, error, node: h("div", { class: "field" }, parts, said) };
}

function missing(fields, consent) {
  const errors = {};
  for (const { name, input, label, required, tel } of fields) {
    const value = input.value.trim();
    if (!value && required) errors[name] = words.fillIn(label);
    else if (value && tel && !/^\+?[\d\s()（）-]{7,20}$/.test(value.normalize("NFKC"))) errors[name] = words.badPhone;
  }
  if (!consent.input.checked) errors.consent = words.consentMissing;
  return errors;
}

function finished(block) {
  return h("p", { class: "form-done" }, `${block.title}：${words.formDone}`);
}
