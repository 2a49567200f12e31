/** Listens to the events of a conversation; fetch can send the token, which EventSource cannot. */

const FIRST_MS = 3000;
const LONGEST_MS = 60000;
// Three heartbeats: a connection that is silent for so long is dead, whatever the browser thinks.
const SILENCE_MS = 45000;
// A page that nobody sees gives its connection back; it goes on where it left off.
const HIDDEN_MS = 60000;

/** Listen until stopped; `hear(event)` gets each, `last()` tells the number of the last one. Returns {stop}. */
export function listen(api, last, hear) {
  let stopped = false;
  let sleeping = false;
  let wake = () => {};
  let connection = null;
  let hiding;

  async function run() {
    let wait = FIRST_MS;
    while (!stopped) {
      // The page may have gone out of sight while it waited to come back.
      if (!sleeping) wait = await connected(wait);
      if (stopped) return;
      await new Promise((done) => {
        wake = done;
        if (!sleeping) setTimeout(done, wait * (0.75 + Math.random() / 2));
      });
      wait = Math.min(wait * 2, LONGEST_MS);
    }
  }

  /** Listen as long as one connection lasts; resolves to how long to wait for the next. */
  async function connected(wait) {
    connection = new AbortController();
    try {
      const response = await api.events(last(), connection.signal);
      wait = FIRST_MS;
      if (await read(response.body, connection, hear)) sleeping = true;
    } catch (error) {
      // Without a session there is nothing to listen to.
      if (error.status === 401 || error.status === 403) stop();
      if (error.wait) return Math.max(wait, error.wait * 1000);
    }
    return wait;
  }

  function visible() {
    clearTimeout(hiding);
    if (!document.hidden) return awake();
    hiding = setTimeout(() => {
      sleeping = true;
      connection?.abort();
    }, HIDDEN_MS);
  }

  function awake() {
    sleeping = false;
    wake();
  }

  /** Another network: the old connection may hang without telling. */
  function online() {
    connection?.abort();
    awake();
  }

  function stop() {
    stopped = true;
    clearTimeout(hiding);
    connection?.abort();
    wake();
    removeEventListener("online", online);
    document.removeEventListener("visibilitychange", visible);
  }

  addEventListener("online", online);
  document.addEventListener("visibilitychange", visible);
  run();
  return { stop };
}

/** Read frames until the stream ends; resolves to whether another one took its place. */
async function read(body, connection, hear) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const clock = setTimeout(() => connection.abort(), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(clock));
    if (done) return false;
    const frames = (rest + value).split("\n\n");
    rest = frames.pop();
    for (const frame of frames) {
      if (frame.startsWith("event: replaced")) return true;
      const data = frame.split("\n").find((line) => line.startsWith("data: "));
      if (data) hear(JSON.parse(data.slice(6)));
    }
  }
}
