"""What WeChat has sealed is opened by the new key alone after a rotation, and its users are found again."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import WechatMessage, WechatUser
from knowledge.personal.keys import Keyring
from knowledge.personal.rotation import rotate
from knowledge.personal.wechat_seal import Seal
from tests.knowledge.personal.people import NOW

OLD, NEW = b"o" * 32, b"n" * 32
BEFORE, AFTER = Seal(Keyring(OLD)), Seal(Keyring(NEW))
MANY = 5


@pytest.fixture(autouse=True)
def _filled(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        for number in range(MANY):
            openid = f"example-{number}"
            user = WechatUser(
                adapter="official", account="gh", digest=BEFORE.digests("official", "gh", openid)[0],
                sealed=BEFORE.close(openid), form=BEFORE.close({"name": "示例"}) if number else None, created_at=NOW,
                updated_at=NOW,
            )  # fmt: skip
            session.add(user)
            session.flush()
            session.add(
                WechatMessage(
                    user_id=user.id, kind="reply", state="due", parts=BEFORE.close(["示例"]), due_at=NOW, created_at=NOW
                )
            )


def test_the_new_key_alone_opens_everything_and_finds_every_user(engine: Engine) -> None:
    result = rotate(engine, Keyring(NEW, (OLD,)), batch=2)
    assert (result.resealed, result.unopened) == (2 * MANY, 0)
    with session_factory(engine)() as session:
        for number in range(MANY):
            digest = AFTER.digests("official", "gh", f"example-{number}")[0]
            user = session.scalars(select(WechatUser).where(WechatUser.digest == digest)).one()
            assert AFTER.open(user.sealed) == f"example-{number}"
            assert user.form is None or AFTER.open(user.form) == {"name": "示例"}
        assert [AFTER.open(parts) for parts in session.scalars(select(WechatMessage.parts))] == [["示例"]] * MANY


def test_a_second_run_has_nothing_to_do(engine: Engine) -> None:
    rotate(engine, Keyring(NEW, (OLD,)), batch=2)
    assert rotate(engine, Keyring(NEW, (OLD,))).resealed == 0


def test_without_the_old_key_nothing_is_changed(engine: Engine) -> None:
    result = rotate(engine, Keyring(NEW))
    assert (result.resealed, result.unopened) == (0, 2 * MANY)
    rotate(engine, Keyring(NEW, (OLD,)))
    with session_factory(engine)() as session:
        assert all(AFTER.open(sealed) for sealed in session.scalars(select(WechatUser.sealed)))
