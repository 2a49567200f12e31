"""OpenIDs and texts of WeChat, sealed with the ring of contact keys (AES-256-GCM) and found by keyed digests."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from knowledge.personal.keys import Keyring

_NONCE = 12


class Seal:
    """Seals with the newest key, opens with every one of the ring."""

    def __init__(self, ring: Keyring) -> None:
        self._keys = tuple(hashlib.sha256(b"talent-assistant wechat\0" + key).digest() for key in ring.every)

    def digests(self, *parts: str) -> list[str]:
        """Return the keyed digests of the parts by which a row is found, the newest key's first."""
        plain = "\0".join(parts).encode()
        return [hmac.new(key, plain, hashlib.sha256).hexdigest() for key in self._keys]

    def close(self, value: Any) -> bytes:
        """Return a value (JSON data) sealed."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._keys[0]).encrypt(nonce, json.dumps(value, ensure_ascii=False).encode(), None)

    def is_newest(self, sealed: bytes) -> bool:
        """Tell whether a value is sealed with the newest key."""
        try:
            AESGCM(self._keys[0]).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except InvalidTag:
            return False
        return True

    def open(self, sealed: bytes) -> Any:
        """Return the value; raise ValueError if no key of the ring opens it, or it was altered."""
        for key in self._keys:
            try:
                return json.loads(AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None))
            except InvalidTag:
                continue
        raise ValueError("sealed with another CONTACT_KEY or altered")
