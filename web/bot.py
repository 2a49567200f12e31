"""Talking to the bot over the loopback address: one message in, one reply out, or `BotFailed`."""

from __future__ import annotations

from typing import Any

import httpx

from knowledge.blocks import Reply
from knowledge.bot_messages import NoReply, reply_of


class BotFailed(Exception):
    """The bot did not answer, or not with a reply; the message says in which way, without what was said."""


class Bot:
    """The REST channel of the Rasa server."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def send(self, conversation: str, text: str, metadata: dict[str, Any] | None = None) -> Reply:
        """Send a message (already masked and neutralised, or an internal intent) and return the reply.

        Rasa answers 200 with an empty list when an action raised or the action server is down.
        """
        body = {"sender": conversation, "message": text, "metadata": metadata or {}}
        try:
            response = await self._client.post("/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            messages = response.json()
        except httpx.TimeoutException:
            raise BotFailed("the bot did not answer in time") from None
        except (httpx.HTTPError, ValueError) as error:
            raise BotFailed(f"the bot is not there: {type(error).__name__}") from None
        try:
            return reply_of(messages)
        except NoReply as problem:
            raise BotFailed(str(problem)) from None

    async def answers(self, address: str = "/") -> bool:
        """Tell whether the bot, or a server beside it on the loopback address, answers."""
        try:
            response = await self._client.get(address, timeout=2.0)
        except httpx.HTTPError:
            return False
        return response.is_success
