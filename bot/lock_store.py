"""The lock of a conversation: in memory on one machine, in Redis when `REDIS_URL` is set."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from rasa.core.lock_store import InMemoryLockStore, LockStore, RedisLockStore


class ConversationLocks(LockStore):
    """Named in endpoints.yml; becomes one of Rasa's own stores, because Rasa's Redis store takes no URL."""

    def __new__(cls, endpoint_config: Any = None) -> LockStore:
        """Give the store for `url` of the endpoint: none or empty is memory."""
        url = getattr(endpoint_config, "url", None)
        return RedisLockStore(**redis_options(url)) if url else InMemoryLockStore()


def redis_options(url: str) -> dict[str, Any]:
    """Translate `redis[s]://[user:password@]host[:port][/database]` into the options of Rasa's store."""
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        raise ValueError(f"REDIS_URL must look like redis://host:6379/0, not {parts.scheme}://{parts.hostname or ''}")
    options: dict[str, Any] = {
        "host": parts.hostname,
        "port": parts.port or 6379,
        "db": int(parts.path.strip("/") or 0),
        "use_ssl": parts.scheme == "rediss",
        "key_prefix": "talent",
    }
    if parts.password:
        options["password"] = unquote(parts.password)
    if parts.username:
        options["username"] = unquote(parts.username)
    return options
