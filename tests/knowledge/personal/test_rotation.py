"""Keys are changed while everything stays readable; whoever interrupts loses nothing."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine, event, select

from knowledge.appointments.contacts import Person, contacts_of_phone, open_contact, tail_matches
from knowledge.database import session_factory
from knowledge.models import Contact, SealedKey
from knowledge.office import Office
from knowledge.personal.keys import Keyring, key_id
from knowledge.personal.rotation import rotate
from tests.knowledge.personal.people import ID_NUMBER, NOW, contact, conversation

OLD, NEW = b"o" * 32, b"n" * 32
RING = Keyring(NEW, (OLD,))
MANY = 7


def _person(number: int) -> Person:
    return Person(f"示例{number}", f"1380000{number:04d}", ID_NUMBER if number % 2 else "")


def _fill(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        for number in range(MANY):
            contact(office, conversation(office), _person(number), OLD)


def _check(engine: Engine, keys: Keyring) -> None:
    with session_factory(engine)() as session:
        rows = list(session.scalars(select(Contact).order_by(Contact.id)))
        assert [open_contact(keys, row) for row in rows] == [_person(number) for number in range(MANY)]
        for number, row in enumerate(rows):
            assert contacts_of_phone(session, keys, _person(number).phone) == [row]
            assert tail_matches(keys, row, f"{number:04d}")


def _ids(engine: Engine) -> set[str]:
    with session_factory(engine)() as session:
        return {*session.scalars(select(Contact.key_id)), *session.scalars(select(SealedKey.key_id))}


def test_after_a_rotation_the_new_key_alone_opens_everything(engine: Engine) -> None:
    _fill(engine)
    assert _ids(engine) == {key_id(OLD)}
    result = rotate(engine, RING, batch=3)
    assert (result.resealed, result.newest, result.unopened) == (MANY + 1, 0, 0)
    assert _ids(engine) == {key_id(NEW)}
    _check(engine, Keyring(NEW))


def test_before_the_rotation_both_keys_together_open_everything(engine: Engine) -> None:
    _fill(engine)
    _check(engine, RING)


def test_a_second_run_has_nothing_to_do(engine: Engine) -> None:
    _fill(engine)
    rotate(engine, RING)
    result = rotate(engine, RING)
    assert (result.resealed, result.newest, result.unopened) == (0, MANY, 0)


def test_an_interrupted_run_loses_nothing_and_goes_on_where_it_stopped(engine: Engine) -> None:
    _fill(engine)
    written = 0

    def interrupt(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        nonlocal written
        if statement.startswith("UPDATE contact"):
            written += 1
            if written == 3:
                raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", interrupt)
    with pytest.raises(KeyboardInterrupt):
        rotate(engine, RING, batch=2)
    event.remove(engine, "before_cursor_execute", interrupt)
    assert _ids(engine) == {key_id(OLD), key_id(NEW)}
    _check(engine, RING)
    rotate(engine, RING, batch=2)
    _check(engine, Keyring(NEW))


def test_two_runs_at_once_do_no_harm(engine: Engine) -> None:
    _fill(engine)
    runs = [threading.Thread(target=rotate, args=(engine, RING, 2)) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    _check(engine, Keyring(NEW))


def test_rows_of_an_unknown_key_stay_as_they_are_and_are_counted(engine: Engine) -> None:
    _fill(engine)
    with session_factory(engine)() as session:
        before = list(session.scalars(select(Contact.sealed).order_by(Contact.id)))
    result = rotate(engine, Keyring(NEW), batch=2)
    assert (result.resealed, result.unopened) == (0, MANY + 1)
    with session_factory(engine)() as session:
        assert list(session.scalars(select(Contact.sealed).order_by(Contact.id))) == before
    rotate(engine, RING)
    _check(engine, Keyring(NEW))
