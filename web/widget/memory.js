/** What the browser keeps: session and transcript while the tab lives, the choice of 长辈版 for longer. */

const PREFIX = "talent-chat:";
const MOST_ENTRIES = 60;
const MOST_CHARACTERS = 200000;

/** Remember per tab (token, transcript); storage that is refused or full costs only the memory, never the chat. */
export const memory = {
  token: () => read(() => sessionStorage, "token"),
  keepToken: (token) => write(() => sessionStorage, "token", token),
  transcript: () => {
    const kept = read(() => sessionStorage, "transcript");
    return Array.isArray(kept) ? kept : [];
  },
  keepTranscript: (entries) => {
    let kept = entries.slice(-MOST_ENTRIES);
    while (kept.length > 1 && JSON.stringify(kept).length > MOST_CHARACTERS) kept = kept.slice(1);
    write(() => sessionStorage, "transcript", kept);
  },
  elder: () => read(() => localStorage, "elder") === true,
  keepElder: (on) => write(() => localStorage, "elder", on),
};

function read(area, key) {
  try {
    return JSON.parse(area().getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function write(area, key, value) {
  try {
    if (value === null) area().removeItem(PREFIX + key);
    else area().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    /* private windows and full storage: go on without */
  }
}
