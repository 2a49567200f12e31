/** What the browser keeps: token and transcript while the tab lives, the choice of language and 长辈版 for longer. */

const LASTING = ["elder", "language"];

/** The kept value, or null; storage that is refused or full costs only the memory, never the chat. */
export function recall(key) {
  try {
    return JSON.parse(area(key).getItem(`talent-chat:${key}`));
  } catch {
    return null;
  }
}

/** Keep a value; null forgets it. */
export function keep(key, value) {
  try {
    area(key).setItem(`talent-chat:${key}`, JSON.stringify(value));
  } catch {
    /* private windows and full storage: go on without */
  }
}

function area(key) {
  return LASTING.includes(key) ? localStorage : sessionStorage;
}
