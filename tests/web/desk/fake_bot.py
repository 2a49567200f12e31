"""A bot on a real port: understands and answers as a test says, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.web.conftest import reply, text


@dataclass
class SpokenTo:
    """What the bot was asked, and what it says: an intent by sentence, else `intent` with `confidence`."""

    token: str
    intent: str = "service_material"
    confidence: float = 0.92
    intents: dict[str, tuple[str, float]] = field(default_factory=dict)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    entities: list[dict[str, Any]] = field(default_factory=list)
    parsed: list[str] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    model: str = "one.tar.gz"
    port: int = 0

    def understands(self, said: str) -> dict[str, Any]:
        """What /model/parse returns."""
        intent, confidence = self.intents.get(said, (self.intent, self.confidence))
        ranking = [{"name": intent, "confidence": confidence}, {"name": "oos", "confidence": 1 - confidence}]
        ranking.sort(key=lambda item: -item["confidence"])
        named = "nlu_fallback" if ranking[0]["confidence"] < 0.45 else ranking[0]["name"]
        found = [dict(item) for item in self.entities if item["text"] in said]
        return {
            "text": said, "intent": {"name": named, "confidence": ranking[0]["confidence"]}, "entities": found,
            "intent_ranking": ranking, "language": "zh",
        }  # fmt: skip


@contextmanager
def fake_bot(token: str) -> Iterator[SpokenTo]:
    """Serve a bot on a free port of the loopback address; its interface wants the token."""
    bot = SpokenTo(token)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say({"model_file": bot.model}) if self._opened() else self._say({}, 401)

        def do_PUT(self) -> None:
            bot.loaded.append(self._body()["model_file"])
            self._say({}, 200 if self._opened() else 401)

        def do_POST(self) -> None:
            body = self._body()
            if urlsplit(self.path).path == "/model/parse":
                if not self._opened():
                    self._say({}, 401)
                    return
                bot.parsed.append(body["text"])
                self._say(bot.understands(body["text"]))
                return
            bot.heard.append(body)
            words, status = bot.answers.get(body["message"], ("好的", "answered"))
            self._say(reply(text(words), status=status))

        def _opened(self) -> bool:
            return parse_qs(urlsplit(self.path).query).get("token") == [bot.token]

        def _body(self) -> dict[str, Any]:
            loaded: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
            return loaded

        def _say(self, body: object, status: int = 200) -> None:
            written = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bot.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield bot
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
