"""The rule of the deadline: an answer goes into the delivery that waits for it, or another way, and only once.

With customer messages (strategy A) a delivery waits for `budget` seconds; what comes later goes to the worker. Without
(strategy B) deliveries are left to run out, whichever is open gets the answer, and the last one says 正在查询.
Whether an answer is late is decided on the event loop, without a pause between looking and deciding.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from web.failures import reference_of
from web.wechat.answers import Answers, Said
from web.wechat.deliveries import Claimed, Known, park
from web.wechat.finish import Ending, finish, hand_over, note_answered
from web.wechat.incoming import Incoming
from web.wechat.parts import in_parts
from web.wechat.store import Store
from web.wechat.words import words
from web.wording import wording

logger = logging.getLogger(__name__)
_LOOK_EVERY = 0.1
_STORE_AGAIN = (1.0, 3.0, 9.0)


@dataclass(frozen=True)
class Rule:
    """Seconds and strategy: `last` is when the last of `deliveries` gives up waiting, in strategy B."""

    customer: bool
    budget: float
    last: float
    deliveries: int


@dataclass(frozen=True)
class Shown:
    """What a delivery is answered with; an empty text is the word `success`. `moment` in seconds, 0 for now."""

    text: str
    moment: int = 0


class LeftOpen(Exception):
    """The delivery is to run out: nothing may be answered, so that the platform delivers once more."""


@dataclass
class _Run:
    """A message that is being worked on in this process."""

    done: asyncio.Future[Shown | Known] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    late: bool = False


class Deadline:
    """Works on messages once and answers their deliveries in time."""

    def __init__(self, answers: Answers, store: Store, rule: Callable[[], Awaitable[Rule]]) -> None:
        self._answers, self._store, self._rule = answers, store, rule
        self._runs: dict[str, _Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def deliver(self, incoming: Incoming, gone: Callable[[], Awaitable[bool]]) -> Shown:
        """Return what a delivery is answered with; raise `LeftOpen` when it is to run out. `gone`: it was given up."""
        began = asyncio.get_running_loop().time()
        rule, run, delivery = await self._rule(), self._runs.get(incoming.key), 1
        if run is None:
            run = self._runs[incoming.key] = _Run()
            self._aside(self._work(run, incoming, rule))
        else:
            try:
                delivery = (await self._store.seen_again(incoming.key)).delivery
            except SQLAlchemyError as problem:
                reference_of(problem)
        if rule.customer:
            found = await _wait(run.done, began + rule.budget)
            if found is None:
                run.late = True
                return Shown("")
        else:
            found = await self._without_customer(run, incoming.key, rule, delivery, began, gone)
        return found if isinstance(found, Shown) else await self._elsewhere(incoming.key, found, rule, began, gone)

    def _aside(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def answer_later(self, incoming: Incoming) -> None:
        """Work on a message for which no delivery waits (微信客服): its answer goes to the worker."""
        rule = Rule(customer=True, budget=0.0, last=0.0, deliveries=1)
        await self._work(_Run(late=True), incoming, rule)

    async def close(self, patience: float) -> None:
        """Wait for what is being worked on; after `patience` seconds the worker tells the rest that it failed."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)

    async def _without_customer(
        self, run: _Run, key: str, rule: Rule, delivery: int, began: float, gone: Callable[[], Awaitable[bool]]
    ) -> Shown | Known:
        last = delivery >= rule.deliveries
        while True:
            now = asyncio.get_running_loop().time()
            found = await _wait(run.done, min(now + _LOOK_EVERY, began + rule.last if last else now + _LOOK_EVERY))
            if found is not None:
                return found
            if last and asyncio.get_running_loop().time() >= began + rule.last:
                run.late = True
                self._aside(self._again(lambda session: park(session, key)))
                return Shown(words()["checking"])
            if not last and (await gone() or now > began + 2 * rule.last):
                raise LeftOpen

    async def _elsewhere(
        self, key: str, known: Known, rule: Rule, began: float, gone: Callable[[], Awaitable[bool]]
    ) -> Shown:
        """Answer a delivery of a message that was claimed before, perhaps by another replica."""
        last = known.delivery >= rule.deliveries
        while True:
            if known.state == "answered":
                return Shown(known.text, known.moment)
            if known.state != "running":
                return Shown(words()["checking"] if known.state == "parked" else "")
            now = asyncio.get_running_loop().time()
            if rule.customer and now > began + rule.budget:
                return Shown("")
            if not rule.customer and last and now > began + rule.last and await self._store.park(key):
                return Shown(words()["checking"])
            if not rule.customer and not last and (await gone() or now > began + 2 * rule.last):
                raise LeftOpen
            await asyncio.sleep(_LOOK_EVERY)
            known = await self._store.look(key) or known

    async def _work(self, run: _Run, incoming: Incoming, rule: Rule) -> None:
        shown: Shown | Known = Shown("")
        try:
            shown = await self._answered(run, incoming, rule)
        except Exception as problem:
            shown = Shown(apology(reference_of(problem)))
        finally:
            self._runs.pop(incoming.key, None)
            run.done.set_result(shown)

    async def _answered(self, run: _Run, incoming: Incoming, rule: Rule) -> Shown | Known:
        claimed = await self._claimed(run, incoming)
        if not isinstance(claimed, Claimed):
            return claimed or Shown("")
        try:
            said = await self._answers.answer(incoming, claimed)
            if said.waiting:
                await self._come_in(run, claimed)
        except Exception as problem:
            said = Said(apology(reference_of(problem, claimed.conversation)), aside=True)
        ending = await self._finished(run, incoming.key, claimed, said, rule)
        if ending.text is None:
            return Shown("")
        moment = int(self._store.clock().timestamp())
        if run.late:  # given up between the decision and now
            seal, now, text = self._store.seal, self._store.clock, ending.text
            if text:
                await self._again(
                    lambda s: hand_over(s, seal, incoming.key, claimed.user, text, customer=rule.customer, now=now())
                )
            return Shown("")
        return Shown(ending.text, moment)

    async def _claimed(self, run: _Run, incoming: Incoming) -> Claimed | Known | None:
        """Claim a message; once nobody waits for it any more a database that cannot be written is tried again."""
        for pause in (*_STORE_AGAIN, None):
            try:
                return await self._store.claim(incoming)
            except SQLAlchemyError as problem:
                if not run.late or pause is None:
                    raise
                reference_of(problem)
                await asyncio.sleep(pause)
        raise AssertionError("the last pause ends it")

    async def _come_in(self, run: _Run, claimed: Claimed) -> None:
        """Wait for the answer that 结果 asks for, as long as a delivery waits for this."""
        while not run.late and await self._store.on_its_way(claimed.user):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY)  # another process may be the one that answers

    async def _finished(self, run: _Run, key: str, claimed: Claimed, said: Said, rule: Rule) -> Ending:
        """Keep the ending; while somebody waits a failure is told at once, else it is tried again."""
        seal, now = self._store.seal, self._store.clock

        def work(session: Session) -> Ending:
            open_now = not run.late
            return finish(session, seal, key, claimed.user, said, open_now=open_now, customer=rule.customer, now=now())

        for pause in (*_STORE_AGAIN, None):
            try:
                return await self._store.write(work)
            except SQLAlchemyError as problem:
                reference = reference_of(problem, claimed.conversation)
                if not run.late:
                    first, *_ = in_parts(said.text, words()["more"], 1)
                    self._aside(self._again(lambda s: note_answered(s, seal, key, claimed.user, said, now())))
                    return Ending(first)
                if pause is None:
                    logger.error("an answer is lost: reference=%s conversation=%s", reference, claimed.conversation)
                    return Ending(None)
                await asyncio.sleep(pause)
        raise AssertionError("the last pause ends it")

    async def _again(self, work: Callable[[Session], object]) -> None:
        """Write something that nobody waits for, several times if the database cannot be written."""
        for pause in (*_STORE_AGAIN, None):
            try:
                await self._store.write(work)
            except SQLAlchemyError as problem:
                reference = reference_of(problem)
                if pause is None:
                    logger.error("what was said could not be noted: reference=%s", reference)
                    return
                await asyncio.sleep(pause)
            else:
                return


def apology(reference: str) -> str:
    """Return the sentence that tells that something broke, with the reference and the telephone."""
    told: str = words()["failed"]
    return told.format(reference=reference, hotline=wording()["hotline"])


async def _wait(done: asyncio.Future[Shown | Known], until: float) -> Shown | Known | None:
    await asyncio.wait({done}, timeout=max(0.0, until - asyncio.get_running_loop().time()))
    return done.result() if done.done() else None
