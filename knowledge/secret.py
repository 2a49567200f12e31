"""Keys: from the environment, or made once and kept under `var_dir` on a machine for trying things out."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Literal

from knowledge.settings import Settings

_BYTES = 32
_BEFORE = "contact_keys_before.hex"


def secret(settings: Settings, name: Literal["secret_key", "contact_key"]) -> bytes:
    """Return the key `name`; in development a random one is made once and kept, for the user's eyes only."""
    given: str = getattr(settings, name).get_secret_value()
    return given.encode() if given else _kept(settings.var_dir / f"{name}.hex").encode()


def bot_token(settings: Settings) -> str:
    """Return the token of the bot's HTTP interface: BOT_TOKEN, else one that follows from the secret key."""
    given = settings.bot_token.get_secret_value()
    return given or hmac.new(secret(settings, "secret_key"), b"bot interface", hashlib.sha256).hexdigest()


def earlier_keys(settings: Settings) -> tuple[bytes, ...]:
    """Return the contact keys of before: those of CONTACT_KEYS_BEFORE, or kept beside the one made for trying out."""
    given = settings.contact_keys_before.get_secret_value()
    if not given and not settings.contact_key.get_secret_value():
        path = settings.var_dir / _BEFORE
        given = path.read_text() if path.exists() else ""
    return tuple(key.encode() for key in given.replace(",", " ").split())


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(_BYTES))
    try:
        os.link(fresh, path)  # several processes may start at once: the first one's key stands
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text()
