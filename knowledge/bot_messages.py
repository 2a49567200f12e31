"""What Rasa's REST channel returns for a turn, as one reply."""

from __future__ import annotations

import functools

from pydantic import ValidationError

from knowledge.blocks import GRAVEST_FIRST, AnyBlock, Notice, Reply
from knowledge.trace import Trace


class NoReply(ValueError):
    """The bot answered with something that cannot be shown; the message says in which way, without what was said."""


def reply_of(messages: object) -> Reply:
    """Join the messages of one turn; the gravest outcome names it, a notice of both stands once.

    Rasa returns an empty list when an action raised or the action server is down: that raises `NoReply`.
    """
    try:
        replies = [Reply.model_validate(message["custom"]) for message in messages]  # type: ignore[attr-defined]
    except (ValidationError, KeyError, TypeError):
        raise NoReply("the bot answered with something that is no reply") from None
    if not replies:
        raise NoReply("the bot answered with nothing: an action failed or the action server is down")
    if not any(reply.blocks for reply in replies):
        raise NoReply("the bot answered with a reply that says nothing")
    status = min((reply.status for reply in replies), key=GRAVEST_FIRST.index)
    blocks: list[AnyBlock] = []
    for reply in replies:
        # A notice that two messages of a turn share is shown once.
        blocks += [block for block in reply.blocks if not (isinstance(block, Notice) and block in blocks)]
    trace = functools.reduce(Trace.with_rows_of, (reply.trace for reply in replies))
    return Reply(status=status, blocks=tuple(blocks), trace=trace)
