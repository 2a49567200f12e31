"""The way from the desk and the worker to a bot on the loopback address: understand, answer, change the model."""

from __future__ import annotations

from typing import Any

import httpx

from knowledge.blocks import Reply
from knowledge.bot_messages import NoReply, reply_of

_LOADING_SECONDS = 120.0


class BotUnreachable(Exception):
    """The bot did not do what was asked; the message says in which way, without what was said."""


class BotLink:
    """One bot: its address, and the token of its HTTP interface."""

    def __init__(self, url: str, token: str, timeout: float = 10.0) -> None:
        self.url = url
        self._token = token
        self._client = httpx.Client(base_url=url, timeout=timeout, trust_env=False)

    def parse(self, text: str) -> dict[str, Any]:
        """Return what the bot understands: intent, ranking, entities, language, parts."""
        found = self._called("POST", "/model/parse", {"text": text})
        if not isinstance(found, dict) or "intent" not in found:
            raise BotUnreachable("the bot understood nothing: its interface answers something else")
        return found

    def reply(self, conversation: str, text: str) -> Reply:
        """Return the reply to a message (already masked and neutralised) of a conversation."""
        body = {"sender": conversation, "message": text, "metadata": {}}
        try:
            return reply_of(self._called("POST", "/webhooks/rest/webhook", body))
        except NoReply as problem:
            raise BotUnreachable(str(problem)) from None

    def model(self) -> str:
        """Return the name of the model file that the bot serves."""
        return str(self._called("GET", "/status").get("model_file") or "")

    def load(self, path: str) -> None:
        """Let the bot serve another model file; conversations go on; a file that cannot be loaded changes nothing."""
        self._called("PUT", "/model", {"model_file": path}, _LOADING_SECONDS)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _called(self, method: str, path: str, body: object = None, timeout: float | None = None) -> Any:
        more: dict[str, Any] = {"timeout": timeout} if timeout is not None else {}
        try:
            response = self._client.request(method, path, params={"token": self._token}, json=body, **more)
            response.raise_for_status()
            return response.json() if response.content else {}
        except httpx.TimeoutException:
            raise BotUnreachable("the bot did not answer in time") from None
        except httpx.HTTPStatusError as error:
            raise BotUnreachable(f"the bot refused: {error.response.status_code}") from None
        except (httpx.HTTPError, ValueError) as error:
            raise BotUnreachable(f"the bot is not there: {type(error).__name__}") from None
