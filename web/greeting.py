"""The greeting of a conversation, with questions that are looked up now and then, not for every visitor."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.blocks import Choices, Option, Payload, Reply, Text
from knowledge.clock import Clock
from knowledge.office import Office
from knowledge.questions import greeting_questions, listed
from web.wording import wording

logger = logging.getLogger(__name__)
FRESH_SECONDS = 600.0


class Greeting:
    """Greets; `reading` makes sessions, `fresh` tells for how many seconds counted questions are good."""

    def __init__(self, reading: Callable[[], Session], clock: Clock, fresh: float = FRESH_SECONDS) -> None:
        self._reading, self._clock, self._fresh = reading, clock, fresh
        self._questions: tuple[str, ...] = ()
        self._until = 0.0
        self._counting = asyncio.Lock()

    async def reply(self, language: str = "zh") -> Reply:
        """Return the greeting in a `language` (zh or en), its options not yet prepared for a conversation."""
        words = wording()["greeting" if language == "zh" else "greeting_en"]
        questions = listed().english[: listed().shown] if language == "en" else await self._asked()
        options = tuple(Option(label=question, payload=Payload(text=question)) for question in questions)
        return Reply(
            status="answered",
            blocks=(
                Text(role="conclusion", text=words["conclusion"]),
                Text(role="points", items=tuple(words["points"])),
                Choices(text=words["ask"], options=options),
            ),
        )

    async def _asked(self) -> tuple[str, ...]:
        # Who comes while somebody counts is greeted with what was counted before.
        if time.monotonic() >= self._until and not (self._questions and self._counting.locked()):
            async with self._counting:
                if time.monotonic() >= self._until:
                    await self._count()
        return self._questions

    async def _count(self) -> None:
        try:
            self._questions = await asyncio.to_thread(self._counted)
        except SQLAlchemyError as error:
            logger.error("questions are not counted: %s", type(error).__name__)
            self._questions = self._questions or (*listed().pinned, *listed().usual)[: listed().shown]
        self._until = time.monotonic() + self._fresh

    def _counted(self) -> tuple[str, ...]:
        with self._reading() as session, session.begin():
            return greeting_questions(Office(session, self._clock()), listed())
