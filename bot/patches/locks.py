"""The lock of a conversation is asked for again after 50 ms, not after a whole second."""

from __future__ import annotations

from rasa.core.lock_store import LOCK_LIFETIME, LockStore

WAIT_SECONDS = 0.05


def apply() -> None:
    """Change the default of `wait_time_in_seconds` in `LockStore.lock` (Rasa never passes it)."""
    LockStore.lock.__wrapped__.__defaults__ = (LOCK_LIFETIME, WAIT_SECONDS)
