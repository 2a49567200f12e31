/** The words of the receipt's page, beside those that it shares with the chat. */

import { language } from "../widget/strings.js";

const zh = {
  title: "答复凭证",
  gone: "没有找到这份凭证：链接不完整，或者已经过了保存期。",
  note: "这是当时的答复，不是审核结论。",
  changed: (n) => `答复之后，依据的资料有 ${n} 处已经更新，请重新提问。`,
  number: "编号",
  asked: "问题",
  at: "答复时间",
  model: "模型",
};

const en = {
  title: "Receipt of an answer",
  gone: "There is no such receipt: the link is incomplete, or it is no longer kept.",
  note: "This is what was answered then, not a decision.",
  changed: (n) => `Since then ${n} of the records behind it have changed: please ask again.`,
  number: "Number",
  asked: "Question",
  at: "Answered",
  model: "Model",
};

export const words = language === "en" ? en : zh;
