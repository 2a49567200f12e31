"""The queue: on SQLite under `var_dir`, or on Redis when REDIS_URL is set."""

from __future__ import annotations

from huey import Huey, RedisHuey, SqliteHuey

from knowledge.settings import Settings


def make_queue(settings: Settings) -> Huey:
    """Return the queue of the office."""
    if settings.redis_url:
        return RedisHuey("talent-assistant", url=settings.redis_url)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("talent-assistant", filename=str(settings.var_dir / "queue.sqlite3"))
