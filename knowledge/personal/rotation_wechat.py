"""Rotation of what WeChat has sealed: OpenIDs with their digests, forms, answers, texts, the token of the account."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import WechatAccount, WechatDelivery, WechatMessage, WechatUser
from knowledge.personal.wechat_seal import Seal

# The table, the column by which its rows are told apart, and what is sealed in it.
_SEALED: tuple[tuple[Any, Any, tuple[str, ...]], ...] = (
    (WechatUser, WechatUser.id, ("sealed", "form")),
    (WechatDelivery, WechatDelivery.key, ("reply",)),
    (WechatMessage, WechatMessage.id, ("parts",)),
    (WechatAccount, WechatAccount.name, ("token",)),
)


def rotate_wechat(engine: Engine, seal: Seal, batch: int) -> tuple[int, int]:
    """Seal every row again with the newest key, `batch` rows a transaction; return how many, and how many stay shut."""
    resealed = unopened = 0
    for model, key, columns in _SEALED:
        after: Any = None
        while True:
            done, failed, after = _batch(engine, seal, model, key, columns, after, batch)
            resealed, unopened = resealed + done, unopened + failed
            if after is None:
                break
    return resealed, unopened


def _batch(
    engine: Engine, seal: Seal, model: Any, key: Any, columns: tuple[str, ...], after: Any, size: int
) -> tuple[int, int, Any]:
    done = failed = 0
    with session_factory(engine, writes=True)() as session, session.begin():
        query = select(model).order_by(key).limit(size)
        rows = session.scalars((query if after is None else query.where(key > after)).with_for_update()).all()
        for row in rows:
            try:
                done += _reseal(seal, row, columns)
            except ValueError:  # a key that is not in the ring, or altered
                failed += 1
        return done, failed, getattr(rows[-1], key.key) if rows else None


def _reseal(seal: Seal, row: Any, columns: tuple[str, ...]) -> bool:
    old = [name for name in columns if getattr(row, name) is not None and not seal.is_newest(getattr(row, name))]
    # All are opened before any is changed.
    opened = {name: seal.open(getattr(row, name)) for name in old}
    for name, value in opened.items():
        setattr(row, name, seal.close(value))
    if isinstance(row, WechatUser) and "sealed" in opened:
        row.digest = seal.digests(row.adapter, row.account, str(opened["sealed"]))[0]
    return bool(opened)
