"""The envelope of a callback: who signed it, when, which mode it came in, and the reply put into the same one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.settings import Settings
from web.wechat.cipher import Forged, MessageKey
from web.wechat.signature import is_signed, signature
from web.wechat.xml import encrypted_reply, fields, text_reply

# How far the time of a request may be from ours, in seconds.
_SKEW = 600
_ECHO = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True)
class Opened:
    """A request that is from the platform: its fields, and the key that fitted (None: it came in the clear)."""

    fields: dict[str, str]
    key: MessageKey | None


class Envelope:
    """Opens and closes what goes between the platform and one account."""

    def __init__(self, token: str, keys: tuple[MessageKey, ...], mode: str) -> None:
        self._token, self._keys, self._mode = token, keys, mode

    @classmethod
    def of(cls, settings: Settings) -> Envelope:
        """Return the envelope of the Official Account."""
        written = (settings.wechat_aes_key, settings.wechat_previous_aes_key)
        keys = tuple(
            MessageKey.read(key.get_secret_value(), settings.wechat_app_id) for key in written if key.get_secret_value()
        )
        return cls(settings.wechat_token.get_secret_value(), keys, settings.wechat_mode)

    def echo(self, query: Mapping[str, str], now: float) -> str:
        """Return what the verification of the address is answered with; raise `Forged`."""
        self.check(query, now)
        if not _ECHO.fullmatch(query.get("echostr", "")):
            raise Forged
        return query["echostr"]

    def open(self, query: Mapping[str, str], body: bytes, now: float) -> Opened:
        """Return the fields of a message; raise `Forged` for whatever is not the platform's, without saying why."""
        self.check(query, now)
        encrypted = query.get("encrypt_type", "raw") == "aes"
        if not encrypted:
            if self._mode != "plain":
                raise Forged
            return Opened(fields(body), None)
        sealed = fields(body).get("Encrypt", "")
        parts = (self._token, query["timestamp"], query["nonce"], sealed)
        if not sealed or not is_signed(query.get("msg_signature", ""), *parts):
            raise Forged
        for key in self._keys:
            try:
                text = key.decrypt(sealed)
            except Forged:
                continue
            return Opened(fields(text), key)
        raise Forged

    def close(self, to: str, sender: str, text: str, moment: int, key: MessageKey | None) -> str:
        """Return the passive reply; with a `key` encrypted, under a nonce of its own."""
        plain = text_reply(to, sender, moment, text)
        if key is None:
            return plain
        sealed, nonce = key.encrypt(plain), str(secrets.randbelow(10**10))
        return encrypted_reply(sealed, signature(self._token, str(moment), nonce, sealed), moment, nonce)

    def check(self, query: Mapping[str, str], now: float) -> None:
        """Raise `Forged` unless the query is signed and of our time."""
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not timestamp or not nonce or not is_signed(query.get("signature", ""), self._token, timestamp, nonce):
            raise Forged
        if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(int(timestamp) - now) > _SKEW:
            raise Forged
