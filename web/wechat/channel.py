"""The channel put together: what `web` serves and what the worker sends, from the settings."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
from fastapi import APIRouter
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.clock import Clock
from knowledge.models import WechatAccount
from knowledge.personal.keys import keyring
from knowledge.personal.wechat_seal import Seal
from knowledge.settings import Settings
from web.chat import Chat
from web.limits import RateLimits
from web.sessions import Sessions
from web.wechat.answers import Answers
from web.wechat.callback import wechat_router
from web.wechat.carrying import links_router
from web.wechat.courier import Courier, Way
from web.wechat.deadline import Deadline, Rule
from web.wechat.envelope import Envelope
from web.wechat.official import OfficialAccount
from web.wechat.store import Store
from web.wechat.wecom import ADAPTER, CustomerService, KfEnvelope
from web.wechat.wecom_callback import Puller, wecom_router

# Seconds between two looks whether the platform still lets us send.
_LOOK_EVERY = 5.0


@dataclass(frozen=True)
class Channel:
    """What `web` serves of WeChat: paths of the adapters that are on, and what is being worked on."""

    routers: tuple[APIRouter, ...] = ()
    deadline: Deadline | None = None
    puller: Puller | None = None

    async def close(self, patience: float) -> None:
        """Let what is being worked on come to its end, `patience` seconds at most."""
        if self.puller is not None:
            await self.puller.close(patience)
        if self.deadline is not None:
            await self.deadline.close(patience)


def make_store(settings: Settings, engine: Engine, clock: Clock) -> Store:
    """Return the database of the channel."""
    return Store(engine, Seal(keyring(settings)), clock)


def make_channel(
    settings: Settings,
    store: Store,
    chat: Chat,
    limits: RateLimits,
    sessions: Sessions,
    wall: Callable[[], float] = time.time,
    wecom_transport: httpx.AsyncBaseTransport | None = None,
) -> Channel:
    """Return the channel as `web` serves it."""
    routers = [links_router(store, sessions)]
    puller: Puller | None = None
    if not (settings.wechat_on or settings.wecom_on):
        return Channel(tuple(routers))
    answers = Answers(chat, store, limits, store.clock, settings.public_url)
    deadline = Deadline(answers, store, _Strategy(settings, store).rule)
    if settings.wechat_on:
        routers.append(wechat_router(Envelope.of(settings), deadline, wall))
    if settings.wecom_on:
        puller = Puller(CustomerService(settings, store, wecom_transport), deadline, store)
        routers.append(wecom_router(KfEnvelope.of(settings), puller))
    return Channel(tuple(routers), deadline, puller)


async def make_courier(settings: Settings, store: Store, stack: AsyncExitStack) -> Courier:
    """Return the courier for the adapters that are on; the stack closes its connections."""
    ways: dict[str, Way] = {}
    if settings.wechat_on and settings.wechat_app_secret.get_secret_value():
        official = OfficialAccount(settings, store)
        stack.push_async_callback(official.close)
        ways["wechat"] = official
    if settings.wecom_on:
        service = CustomerService(settings, store)
        stack.push_async_callback(service.close)
        ways[ADAPTER] = service
    return Courier(store, ways, settings)


class _Strategy:
    """Which strategy holds: without customer messages for a day after the platform forbade them."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._looked, self._forbidden = 0.0, False

    async def rule(self) -> Rule:
        settings = self._settings
        if settings.wechat_customer_messages and time.monotonic() - self._looked > _LOOK_EVERY:
            self._looked = time.monotonic()
            # If the database is gone it stays as it was: the message itself will tell.
            with contextlib.suppress(SQLAlchemyError):
                self._forbidden = await self._store.read(self._is_forbidden)
        customer = settings.wechat_customer_messages and not self._forbidden
        return Rule(customer, settings.wechat_budget, settings.wechat_last_word, settings.wechat_deliveries)

    def _is_forbidden(self, session: Session) -> bool:
        row = session.get(WechatAccount, self._settings.wechat_app_id)
        return row is not None and row.forbidden_until is not None and row.forbidden_until > self._store.clock()
