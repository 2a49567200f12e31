"""Talking to the bot over the loopback address: one message in, one reply out, or `BotFailed`."""

from __future__ import annotations

import functools
from typing import Any

import httpx
from pydantic import ValidationError

from knowledge.blocks import GRAVEST_FIRST, AnyBlock, Notice, Reply
from knowledge.trace import Trace


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
        return _joined(messages)

    async def answers(self, address: str = "/") -> bool:
        """Tell whether the bot, or a server beside it on the loopback address, answers."""
        try:
            response = await self._client.get(address, timeout=2.0)
        except httpx.HTTPError:
            return False
        return response.is_success


def _joined(messages: object) -> Reply:
    """Join the messages of one turn; the gravest outcome names it, a notice of both stands once."""
    try:
        replies = [Reply.model_validate(message["custom"]) for message in messages]  # type: ignore[attr-defined]
    except (ValidationError, KeyError, TypeError):
        raise BotFailed("the bot answered with something that is no reply") from None
    if not replies:
        raise BotFailed("the bot answered with nothing: an action failed or the action server is down")
    if not any(reply.blocks for reply in replies):
        raise BotFailed("the bot answered with a reply that says nothing")
    status = min((reply.status for reply in replies), key=GRAVEST_FIRST.index)
    blocks: list[AnyBlock] = []
    for reply in replies:
        # A notice that two messages of a turn share is shown once.
        blocks += [block for block in reply.blocks if not (isinstance(block, Notice) and block in blocks)]
    trace = functools.reduce(Trace.with_rows_of, (reply.trace for reply in replies))
    return Reply(status=status, blocks=tuple(blocks), trace=trace)
