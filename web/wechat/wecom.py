"""微信客服 (WeCom): messages are pulled after a callback and answered by sending alone; the core is the same."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import or_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from knowledge.models import WechatAccount, WechatMessage
from knowledge.settings import Settings
from web.failures import reference_of
from web.wechat.cipher import Forged, MessageKey
from web.wechat.incoming import Incoming
from web.wechat.platform import TIMEOUT, Answered, Platform, fetched
from web.wechat.signature import is_signed
from web.wechat.store import Store
from web.wechat.token import Fetched, Tokens, account_row
from web.wechat.xml import fields

logger = logging.getLogger(__name__)
ADAPTER = "wecom"
_AT_ONCE = 1000
_FROM_CUSTOMER = 3
_LOCK = timedelta(seconds=30)
_LOOK_EVERY, _PATIENCE = 0.2, 30.0


class CustomerService:
    """Sends and pulls for one CorpID."""

    def __init__(self, settings: Settings, store: Store, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.name = f"wecom:{settings.wecom_corp_id}"
        self._corp, self._secret, self._store = settings.wecom_corp_id, settings.wecom_secret, store
        self._client = httpx.AsyncClient(
            base_url=settings.wecom_api_url, timeout=TIMEOUT, trust_env=False, transport=transport
        )
        self.platform = Platform(self._client)
        self.platform.tokens = Tokens(store, self.name, self._fetch)

    async def send(self, account: str, user: str, text: str, message: str) -> Answered:
        """Send a text; `message` makes sending it again harmless."""
        body = {
            "touser": user, "open_kfid": account, "msgid": message[:32], "msgtype": "text", "text": {"content": text}
        }  # fmt: skip
        return await self.platform.call("/cgi-bin/kf/send_msg", body)

    async def pull(self, account: str, token: str) -> list[dict[str, Any]]:
        """Return the messages since the last pull of this service account; one process pulls at a time."""
        place = f"{self.name}:{account}"
        waited = 0.0
        while not await self._store.write(lambda session: _lock(session, place, self._store)):
            if waited > _PATIENCE:
                return []
            await asyncio.sleep(_LOOK_EVERY)
            waited += _LOOK_EVERY
        found: list[dict[str, Any]] = []
        try:
            more = True
            while more:
                cursor = await self._store.read(lambda session: _cursor(session, place))
                body = {"cursor": cursor, "token": token, "limit": _AT_ONCE, "open_kfid": account}
                answered = await self.platform.call("/cgi-bin/kf/sync_msg", body)
                if answered.reaction != "sent":
                    logger.error("messages of 微信客服 could not be pulled: errcode %s", answered.code)
                    break
                found += answered.body.get("msg_list", [])
                onward = str(answered.body.get("next_cursor", cursor))
                await self._store.write(lambda s, onward=onward: _keep(s, place, onward))  # type: ignore[misc]
                more = bool(answered.body.get("has_more")) and onward != cursor
        finally:
            await self._store.write(lambda session: _unlock(session, place))
        return found

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _fetch(self, _force: bool) -> Fetched:
        query = {"corpid": self._corp, "corpsecret": self._secret.get_secret_value()}
        return fetched(await self.platform.ask("GET", "/cgi-bin/gettoken", query))


class KfEnvelope:
    """Opens callbacks of WeCom: always encrypted, `echostr` too; the tail is the CorpID."""

    def __init__(self, token: str, key: MessageKey) -> None:
        self._token, self._key = token, key

    @classmethod
    def of(cls, settings: Settings) -> KfEnvelope:
        """Return the envelope of the settings."""
        key = MessageKey.read(settings.wecom_aes_key.get_secret_value(), settings.wecom_corp_id)
        return cls(settings.wecom_token.get_secret_value(), key)

    def echo(self, query: Mapping[str, str]) -> str:
        """Return what the verification is answered with; raise `Forged`."""
        return self._opened(query, query.get("echostr", ""))

    def open(self, query: Mapping[str, str], body: bytes) -> dict[str, str]:
        """Return the fields of a callback; raise `Forged`."""
        return fields(self._opened(query, fields(body).get("Encrypt", "")))

    def _opened(self, query: Mapping[str, str], sealed: str) -> str:
        parts = (self._token, query.get("timestamp", ""), query.get("nonce", ""), sealed)
        if not all(parts) or not is_signed(query.get("msg_signature", ""), *parts):
            raise Forged
        return self._key.decrypt(sealed)


def read_pulled(row: dict[str, Any]) -> Incoming | None:
    """Return a pulled message of a customer as the core knows it, None for all others (events, our own)."""
    number, user, account = (str(row.get(name, "")) for name in ("msgid", "external_userid", "open_kfid"))
    kind, text = str(row.get("msgtype", "")), row.get("text", {})
    if row.get("origin") != _FROM_CUSTOMER or kind == "event" or not user or not number:
        return None
    more = {"bizmsgmenuid": str(text["menu_id"])} if "menu_id" in text else {}
    moment = int(row.get("send_time", 0))
    return Incoming(
        ADAPTER, account, user, moment, kind, message=number, content=str(text.get("content", "")), more=more
    )


def failed_message(row: dict[str, Any]) -> int | None:
    """Return the number of our message that a `msg_send_fail` event speaks of."""
    event = row.get("event", {})
    if row.get("msgtype") != "event" or event.get("event_type") != "msg_send_fail":
        return None
    number = str(event.get("fail_msgid", "")).removeprefix("m").partition("-")[0]
    return int(number) if number.isdigit() else None


async def note_failure(store: Store, number: int) -> None:
    """Keep a message that was taken but not delivered for the user's next one."""
    lost = update(WechatMessage).where(WechatMessage.id == number, WechatMessage.state == "sent").values(state="kept")
    try:
        await store.write(lambda session: session.execute(lost))
    except SQLAlchemyError as problem:
        reference_of(problem)


def _lock(session: Session, place: str, store: Store) -> bool:
    account_row(session, place)
    now = store.clock()
    free = or_(WechatAccount.renewing_until.is_(None), WechatAccount.renewing_until < now)
    lock = update(WechatAccount).where(WechatAccount.name == place, free).values(renewing_until=now + _LOCK)
    return bool(session.execute(lock).rowcount)  # type: ignore[attr-defined]


def _unlock(session: Session, place: str) -> None:
    account_row(session, place).renewing_until = None


def _cursor(session: Session, place: str) -> str:
    row = session.get(WechatAccount, place)
    return row.cursor if row is not None else ""


def _keep(session: Session, place: str, cursor: str) -> None:
    account_row(session, place).cursor = cursor
