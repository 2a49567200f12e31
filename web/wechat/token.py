"""The access token: one for all processes, kept sealed in the database, renewed by whoever holds the lock."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.models import WechatAccount
from web.wechat.store import Store

logger = logging.getLogger(__name__)
# The platform renews its token five minutes before the end; ours is asked for a little earlier.
_EARLY = timedelta(minutes=5)
_LOCK = timedelta(seconds=12)
_FORCE_EVERY = timedelta(minutes=10)
_LOOK_EVERY, _PATIENCE = 0.1, 15.0


class NoToken(Exception):
    """The platform gave no token; the message holds its error number alone."""

    def __init__(self, code: int) -> None:
        super().__init__(f"no access token: errcode {code}")
        self.code = code


@dataclass(frozen=True)
class Fetched:
    """A token as the platform gave it; `seconds` until it ends."""

    token: str
    seconds: int


Fetch = Callable[[bool], Awaitable[Fetched]]


class Tokens:
    """The token of one account. `fetch(force)` asks the platform; nobody else does."""

    def __init__(self, store: Store, name: str, fetch: Fetch) -> None:
        self._store, self._name, self._fetch = store, name, fetch

    async def current(self) -> str:
        """Return the token, asking for one if there is none or it ends soon; raise `NoToken`."""
        token, until = await self._kept()
        if token and until is not None and until - _EARLY > self._store.clock():
            return token
        return await self._renew(token)

    async def renewed(self, refused: str) -> str:
        """Return another token than the one that was refused; raise `NoToken`."""
        return await self._renew(refused)

    async def _renew(self, before: str) -> str:
        waited = 0.0
        while True:
            token, until = await self._kept()
            if token != before and until is not None and until > self._store.clock():
                return token  # somebody else was faster
            if await self._store.write(self._lock):
                try:
                    return await self._fetched(before)
                finally:
                    await self._store.write(self._unlock)
            if waited > _PATIENCE:
                raise NoToken(-1)
            await asyncio.sleep(_LOOK_EVERY)
            waited += _LOOK_EVERY

    async def _fetched(self, before: str) -> str:
        token, until = await self._kept()
        if token != before and until is not None and until > self._store.clock():
            return token
        got = await self._fetch(False)
        if got.token == before and await self._store.write(self._may_force):
            logger.warning("the platform refuses the token that it gives: asking for a new one by force")
            got = await self._fetch(True)
        await self._store.write(lambda session: self._keep(session, got))
        return got.token

    async def _kept(self) -> tuple[str, datetime | None]:
        def work(session: Session) -> tuple[str, datetime | None]:
            row = session.get(WechatAccount, self._name)
            if row is None or row.token is None:
                return "", None
            return str(self._store.seal.open(row.token)), row.token_until

        return await self._store.read(work)

    def _keep(self, session: Session, got: Fetched) -> None:
        row = account_row(session, self._name)
        row.token = self._store.seal.close(got.token)
        row.token_until = self._store.clock() + timedelta(seconds=got.seconds)

    def _lock(self, session: Session) -> bool:
        account_row(session, self._name)
        now = self._store.clock()
        free = or_(WechatAccount.renewing_until.is_(None), WechatAccount.renewing_until < now)
        lock = update(WechatAccount).where(WechatAccount.name == self._name, free).values(renewing_until=now + _LOCK)
        return bool(session.execute(lock).rowcount)  # type: ignore[attr-defined]

    def _unlock(self, session: Session) -> None:
        account_row(session, self._name).renewing_until = None

    def _may_force(self, session: Session) -> bool:
        row, now = account_row(session, self._name), self._store.clock()
        if row.forced_at is not None and now - row.forced_at < _FORCE_EVERY:
            return False
        row.forced_at = now
        return True


def account_row(session: Session, name: str) -> WechatAccount:
    """Return the row of an account, made if there is none; the session must be one for writing."""
    row = session.get(WechatAccount, name)
    if row is None:
        try:
            with session.begin_nested():
                session.add(WechatAccount(name=name, cursor=""))
        except IntegrityError:  # another process was faster
            pass
        row = session.get_one(WechatAccount, name)
    return row
