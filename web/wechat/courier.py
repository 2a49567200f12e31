"""The courier: sends what is due to users as customer messages or notices, within the quota, each once."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from knowledge.models import WechatUser
from knowledge.secret import secret
from knowledge.settings import ZONE, Settings
from web.failures import reference_of
from web.sessions import Sessions
from web.wechat import due as rows
from web.wechat.deadline import apology
from web.wechat.due import Due
from web.wechat.errors import Reaction
from web.wechat.finish import BURST
from web.wechat.notices import data_of
from web.wechat.official import OfficialAccount
from web.wechat.parts import in_parts
from web.wechat.platform import Answered
from web.wechat.store import Store
from web.wechat.token import account_row
from web.wechat.users import exhausted
from web.wechat.words import words

logger = logging.getLogger(__name__)
# Seconds before a busy platform is tried again (specification, section 7).
_AGAIN = (1, 3, 9)
_FORBIDDEN = timedelta(days=1)
_SWEEP_EVERY = 15.0
_PAUSE, _PAUSE_AFTER_FAILURE = 0.3, 3.0
# Beyond the bot's own deadline a message that is not answered was lost with its process.
_LOST = timedelta(seconds=60)


class Way(Protocol):
    """How an adapter sends a text; `message` is a number of ours by which a repetition can be known."""

    name: str

    async def send(self, account: str, user: str, text: str, message: str) -> Answered:
        """Send a text and return the platform's answer."""


class Courier:
    """Sends for all adapters; several may run at once."""

    def __init__(self, store: Store, ways: Mapping[str, Way], settings: Settings) -> None:
        self._store, self._ways, self._settings = store, ways, settings
        self._sweep_at = 0.0
        self._sessions = Sessions(secret(settings, "secret_key"))
        self._lost = _LOST + timedelta(seconds=settings.bot_timeout)

    async def run(self, stop: threading.Event) -> None:
        """Send until told to stop; a failure is logged and tried again."""
        while not stop.is_set():
            try:
                await self._swept()
                pause = 0.0 if await self.round() else _PAUSE
            except Exception as problem:  # the last net: the worker would go on without its courier, missed by nobody
                reference_of(problem)
                pause = _PAUSE_AFTER_FAILURE
            await asyncio.sleep(pause)

    async def round(self) -> int:
        """Send what is due now; return how many messages were taken up."""

        def work(session: Session) -> list[Due]:
            now = self._store.clock()
            rows.collect(session, self._store.seal, now, self._settings.public_url, self._sessions)
            return rows.claim_due(session, self._store.seal, now)

        found = await self._store.write(work)
        await asyncio.gather(*(self._deliver(due) for due in found))
        return len(found)

    async def _swept(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._sweep_at:
            self._sweep_at = now + _SWEEP_EVERY
            await self.sweep()

    async def sweep(self) -> int:
        """Apologise for messages that nobody works on any more; return how many."""
        now, reference = self._store.clock(), secrets.token_hex(4)
        customer = self._settings.wechat_customer_messages
        found = await self._store.write(
            lambda session: rows.sweep(
                session, self._store.seal, now, now - self._lost, apology(reference), customer=customer
            )
        )
        if found:
            logger.error("%s messages were lost with their process: reference=%s", found, reference)
        return found

    async def _deliver(self, due: Due) -> None:
        way = self._ways.get(due.adapter)
        if way is None:  # the channel was switched off in the meantime
            await self._end(due, "kept")
            return
        if due.notice and isinstance(way, OfficialAccount) and await self._notified(way, due):
            return
        resting = await self._store.write(lambda session: self._rest(session, way.name))
        if resting is not None:
            state, until = resting
            await self._end(due, "kept") if state == "forbidden" else await self._later(due, until)
            return
        remaining, sent = list(due.parts), due.sent
        while remaining and sent < BURST:
            if not await self._store.write(lambda session: rows.may_send(session, due, self._store.clock())):
                await self._end(due, "unreached" if due.notice else "kept")
                return
            answered = await way.send(due.account, due.user, remaining[0], f"m{due.id}-{sent}-{len(remaining)}")
            if answered.reaction == "too_long":
                half = in_parts(remaining[0], words()["more"], BURST, len(remaining[0].encode()) // 2 + 100)
                answered = await way.send(due.account, due.user, half[0], f"m{due.id}-{sent}-{len(remaining)}h")
                remaining[1:1] = half[1:]
            if answered.reaction != "sent":
                await self._refused(way, due, answered.reaction)
                return
            remaining.pop(0)
            sent += 1
            left = list(remaining)
            await self._store.write(
                lambda s, left=left: rows.sent_one(s, self._store.seal, due, left, self._store.clock())  # type: ignore[misc]
            )

    async def _refused(self, way: Way, due: Due, reaction: Reaction) -> None:
        now = self._store.clock()
        match reaction:
            case "busy" if due.attempts < len(_AGAIN):
                await self._store.write(lambda session: _give_back(session, due))
                await self._later(due, now + timedelta(seconds=_AGAIN[due.attempts]))
            case "paused_minute" | "paused_day":
                until = now + timedelta(minutes=1) if reaction == "paused_minute" else _midnight(now)
                logger.error("alarm: the calls of %s are used up until %s", way.name, until.isoformat())
                await self._store.write(lambda s: setattr(account_row(s, way.name), "paused_until", until))
                await self._later(due, until)
            case "unreachable":
                await self._store.write(lambda session: rows.unreachable(session, due, now))
            case "keep" | "exhausted":
                await self._store.write(lambda session: exhausted(session, due.user_id))
                await self._end(due, "unreached" if due.notice else "kept")
            case "forbidden":
                logger.error("alarm: %s may not send customer messages; answers wait for the next message", way.name)
                until = now + _FORBIDDEN
                await self._store.write(lambda s: setattr(account_row(s, way.name), "forbidden_until", until))
                await self._end(due, "kept")
            case _:
                logger.error("message %s of conversation kind %s failed: %s", due.id, due.kind, reaction)
                await self._end(due, "failed")

    async def _notified(self, way: OfficialAccount, due: Due) -> bool:
        """Send a reminder as a notice: by consent first, else by template; False if neither reached the user."""
        subscription, template = self._settings.wechat_subscription_id, self._settings.wechat_template_id
        link = f"{self._settings.public_url}/chat" if self._settings.public_url else ""
        answered: Answered | None = None
        if subscription and subscription in due.consents:
            answered = await way.subscription(due.user, subscription, link, data_of(due.notice))
            if answered.reaction in ("no_consent", "sent"):  # a consent of once is used up
                await self._store.write(lambda session: rows.no_consent(session, due, subscription))
        if (answered is None or answered.reaction != "sent") and template:
            answered = await way.template(due.user, template, link, data_of(due.notice))
        if answered is None or answered.reaction != "sent":
            return False
        number = str(answered.body.get("msgid", ""))
        await self._store.write(lambda session: rows.notified(session, due, number, self._store.clock()))
        return True

    def _rest(self, session: Session, name: str) -> tuple[str, datetime] | None:
        row, now = account_row(session, name), self._store.clock()
        if row.forbidden_until is not None and row.forbidden_until > now:
            return "forbidden", row.forbidden_until
        if row.paused_until is not None and row.paused_until > now:
            return "paused", row.paused_until
        return None

    async def _later(self, due: Due, at: datetime) -> None:
        await self._store.write(lambda session: rows.again(session, due, at))

    async def _end(self, due: Due, state: str) -> None:
        await self._store.write(lambda session: rows.ended(session, due, state, self._store.clock()))


def _give_back(session: Session, due: Due) -> None:
    row = session.get(WechatUser, due.user_id)
    if row is not None:
        row.message_left += 1


def _midnight(now: datetime) -> datetime:
    tomorrow = now.astimezone(ZONE).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=ZONE)
