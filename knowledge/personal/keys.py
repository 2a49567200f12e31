"""The ring of contact keys: seals with the newest, opens with every one; each key is known by an id made from it."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from knowledge.secret import earlier_keys, secret
from knowledge.settings import Settings

_NONCE = 12
_ID_LENGTH = 12


class Unopened(ValueError):
    """What is sealed cannot be opened: its key is not in the ring, or it was altered."""


@dataclass(frozen=True, repr=False)
class Keyring:
    """The newest key, which seals, and earlier ones, which still open."""

    newest: bytes
    earlier: tuple[bytes, ...] = ()

    @property
    def every(self) -> tuple[bytes, ...]:
        """All keys, the newest first."""
        return (self.newest, *self.earlier)


# A bare key is a ring of one.
Keys = Keyring | bytes


@dataclass(frozen=True)
class Sealed:
    """A sealed value and the id of the key that opens it."""

    key_id: str
    data: bytes


def keyring(settings: Settings) -> Keyring:
    """Return the ring of the settings: CONTACT_KEY and CONTACT_KEYS_BEFORE."""
    return Keyring(secret(settings, "contact_key"), earlier_keys(settings))


def key_id(key: bytes) -> str:
    """Return the id of a key: the same for the same key, and nothing that leads back to it."""
    return hmac.new(derived(key), b"key id", hashlib.sha256).hexdigest()[:_ID_LENGTH]


def newest_id(keys: Keys) -> str:
    """Return the id of the key that seals."""
    return key_id(_ring(keys).newest)


def seal(keys: Keys, place: str, plain: bytes) -> Sealed:
    """Seal a value with the newest key (AES-256-GCM), bound to its `place`, which names row and column."""
    newest = _ring(keys).newest
    identifier, nonce = key_id(newest), os.urandom(_NONCE)
    return Sealed(identifier, nonce + AESGCM(derived(newest)).encrypt(nonce, plain, _bound(place, identifier)))


def unseal(keys: Keys, place: str, sealed: Sealed) -> bytes:
    """Open a sealed value with the key it names, or, where it names none, with any; raise `Unopened`."""
    for key in _ring(keys).every:
        if sealed.key_id not in ("", key_id(key)):
            continue
        nonce, data = sealed.data[:_NONCE], sealed.data[_NONCE:]
        try:
            return AESGCM(derived(key)).decrypt(nonce, data, _bound(place, sealed.key_id))
        except InvalidTag:
            continue
    raise Unopened("sealed with a key that is not among CONTACT_KEY and CONTACT_KEYS_BEFORE, or altered")


def derived(key: bytes) -> bytes:
    """Return the 32 bytes that are used in the place of a key of any length."""
    return hashlib.sha256(b"talent-assistant contact\0" + key).digest()


def _ring(keys: Keys) -> Keyring:
    return keys if isinstance(keys, Keyring) else Keyring(keys)


def _bound(place: str, identifier: str) -> bytes:
    # Rows from before keys had ids are bound to their reference alone.
    return (f"{place}|{identifier}" if identifier else place.partition("|")[0]).encode()
