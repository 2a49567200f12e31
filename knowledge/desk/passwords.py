"""Passwords of staff: argon2id hashes, and what a password must be."""

from __future__ import annotations

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 128
_DIFFERENT = 5
_HASHER = PasswordHasher()


class PasswordWeak(ValueError):
    """A password that may not be used; the message names the sentence: `short`, `password_long`, `simple`, `name`."""


def checked(password: str, name: str) -> str:
    """Return a password that may be used by the account `name`; raise `PasswordWeak`."""
    if len(password) < SHORTEST:
        raise PasswordWeak("short")
    if len(password) > LONGEST:
        raise PasswordWeak("password_long")
    if len(set(password)) < _DIFFERENT:
        raise PasswordWeak("simple")
    if name.casefold() in password.casefold():
        raise PasswordWeak("name")
    return password


def hashed(password: str) -> str:
    """Return the argon2id hash to keep."""
    return _HASHER.hash(password)


def verifies(kept: str, password: str) -> bool:
    """Tell whether a password is the one that was hashed; an empty `kept` takes the same time and is never right."""
    try:
        return _HASHER.verify(kept or _nobodys(), password[: LONGEST + 1]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


@functools.cache
def _nobodys() -> str:
    """A hash against which a sign-in under an unknown name is checked, so that it takes as long as any other."""
    return _HASHER.hash("nobody signs in with this")
