"""Short messages go out once, to the number that is opened for it, and not for a visit that is not to come."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from knowledge.appointments import visits
from knowledge.appointments.contacts import Person
from knowledge.appointments.reminding import begins, write_due_reminders
from knowledge.appointments.texting import send_waiting
from knowledge.database import connect, session_factory
from knowledge.models import Appointment, Contact, Slot, VisitReminder
from knowledge.office import Office
from knowledge.personal.keys import Keyring
from knowledge.sms import FileSms, SmsFailed, forget_files
from tests.knowledge.personal.people import KEY, NOW, booked, conversation

VISITS = 5


class Gateway:
    """Keeps what it is given, as a gateway that knows its keys: nothing twice."""

    def __init__(self, *, down: bool = False, deaf: bool = False) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.down, self.deaf = down, deaf

    def send(self, key: str, phone: str, text: str, now: datetime) -> None:
        if self.down:
            raise SmsFailed("the gateway is down")
        if key not in {sent for sent, _, _ in self.sent}:
            self.sent.append((key, phone, text))
        if self.deaf:
            raise KeyboardInterrupt  # the worker dies before it can note that the message went out


def _wait(engine: Engine, count: int = 1) -> None:
    """Write the reminders of so many visits of tomorrow."""
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        for number in range(count):
            person = Person("张三示例", f"1380000{number:04d}")
            visit = booked(office, conversation(office), person)
            visit.confirmed_at = NOW - timedelta(days=7)
        session.flush()
        write_due_reminders(office, sms=True)


def _states(engine: Engine) -> list[str]:
    with session_factory(engine)() as session:
        return list(session.scalars(select(VisitReminder.sms_state).order_by(VisitReminder.id)))


def _clock() -> datetime:
    return NOW


def test_a_short_message_goes_to_the_number_and_says_no_name(engine: Engine) -> None:
    _wait(engine)
    gateway = Gateway()
    assert send_waiting(engine, KEY, gateway, _clock) == 1
    ((_, phone, text),) = gateway.sent
    assert phone == "13800000000"
    assert "明天（11月25日，周三）09:00" in text
    assert "张" not in text
    assert _states(engine) == ["sent"]


def test_a_sent_message_is_not_sent_again(engine: Engine) -> None:
    _wait(engine)
    gateway = Gateway()
    send_waiting(engine, KEY, gateway, _clock)
    assert send_waiting(engine, KEY, gateway, lambda: NOW + timedelta(hours=1)) == 0
    assert len(gateway.sent) == 1


def test_what_the_gateway_did_not_take_is_tried_again(engine: Engine) -> None:
    _wait(engine)
    gateway = Gateway(down=True)
    assert send_waiting(engine, KEY, gateway, _clock) == 0
    assert _states(engine) == ["waiting"]
    gateway.down = False
    assert send_waiting(engine, KEY, gateway, _clock) == 1


def test_a_worker_that_dies_after_sending_leaves_a_message_that_is_not_sent_twice(engine: Engine) -> None:
    _wait(engine)
    gateway = Gateway(deaf=True)
    with pytest.raises(KeyboardInterrupt):
        send_waiting(engine, KEY, gateway, _clock)
    assert _states(engine) == ["sending"]
    gateway.deaf = False
    assert send_waiting(engine, KEY, gateway, lambda: NOW + timedelta(minutes=1)) == 0  # another may be at it
    assert send_waiting(engine, KEY, gateway, lambda: NOW + timedelta(minutes=6)) == 1
    assert (len(gateway.sent), _states(engine)) == (1, ["sent"])


def test_a_visit_that_was_canceled_in_between_is_not_sent(engine: Engine) -> None:
    _wait(engine)
    with session_factory(engine, writes=True)() as session, session.begin():
        visits.cancel(Office(session, NOW), session.scalars(select(Appointment)).one())
    gateway = Gateway()
    assert send_waiting(engine, KEY, gateway, _clock) == 0
    assert (gateway.sent, _states(engine)) == ([], ["dropped"])


def test_nothing_is_sent_once_the_visit_began(engine: Engine) -> None:
    _wait(engine)
    with session_factory(engine)() as session:
        start = begins(session.scalars(select(Slot)).one(), NOW)
    gateway = Gateway(down=True)
    send_waiting(engine, KEY, gateway, _clock)
    gateway.down = False
    assert send_waiting(engine, KEY, gateway, lambda: start) == 0
    assert (gateway.sent, _states(engine)) == ([], ["failed"])


def test_a_contact_that_was_deleted_is_not_written_to(engine: Engine) -> None:
    _wait(engine)
    with session_factory(engine, writes=True)() as session, session.begin():
        session.execute(update(Appointment).values(contact_id=None))
    assert send_waiting(engine, KEY, Gateway(), _clock) == 0
    assert _states(engine) == ["dropped"]


def test_an_unknown_key_loses_no_message(engine: Engine) -> None:
    _wait(engine)
    gateway = Gateway()
    assert send_waiting(engine, b"n" * 32, gateway, _clock) == 0
    assert send_waiting(engine, Keyring(b"n" * 32, (KEY,)), gateway, _clock) == 1


def test_the_file_holds_the_number_covered(engine: Engine, tmp_path: Path) -> None:
    _wait(engine)
    send_waiting(engine, KEY, FileSms(tmp_path / "sms"), _clock)
    (path,) = (tmp_path / "sms").iterdir()
    written = json.loads(path.read_text("utf-8"))
    assert written["to"] == "138****0000"
    assert "13800000000" not in path.read_text("utf-8")
    assert path.stat().st_mode & 0o077 == 0


def test_the_file_holds_the_whole_number_when_it_was_asked_for(tmp_path: Path) -> None:
    FileSms(tmp_path, full_numbers=True).send("visit:1:1:day", "13800000000", "示例", NOW)
    assert json.loads((tmp_path / "visit-1-1-day.json").read_text("utf-8"))["to"] == "13800000000"


def test_a_folder_that_cannot_be_written_is_told_without_the_number(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("a file where the folder should be")
    with pytest.raises(SmsFailed) as failed:
        FileSms(tmp_path / "sms").send("visit:1:1:day", "13800000000", "示例", NOW)
    assert "1380" not in str(failed.value)


def test_old_files_are_deleted(tmp_path: Path) -> None:
    way = FileSms(tmp_path)
    way.send("old", "13800000000", "示例", NOW - timedelta(days=8))
    way.send("new", "13800000000", "示例", NOW)
    assert forget_files(tmp_path, NOW, 7) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["new.json"]


def test_old_files_that_broke_off_are_deleted_too(tmp_path: Path) -> None:
    for name, days in ((".old.7.aa", 8), ("broken.json", 8), (".new.8.bb", 6)):
        path = tmp_path / name
        path.write_text('{"to": "138')
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    assert forget_files(tmp_path, NOW, 7) == 2
    assert [path.name for path in tmp_path.iterdir()] == [".new.8.bb"]


def _send(url: str, folder: str) -> None:
    engine = connect(url)
    send_waiting(engine, KEY, FileSms(Path(folder)), _clock)
    engine.dispose()


def test_many_workers_send_each_message_once(engine: Engine, tmp_path: Path) -> None:
    _wait(engine, VISITS)
    waiting = len(_states(engine))
    url = engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_send, args=(url, str(tmp_path / "sms"))) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert _states(engine) == ["sent"] * waiting
    assert len(list((tmp_path / "sms").glob("*.json"))) == waiting > 0


def test_many_threads_give_the_gateway_each_message_once(engine: Engine) -> None:
    _wait(engine, VISITS)
    calls: list[str] = []

    class Counting(Gateway):
        def send(self, key: str, phone: str, text: str, now: datetime) -> None:
            calls.append(key)

    workers = [threading.Thread(target=send_waiting, args=(engine, KEY, Counting(), _clock)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(calls) == len(set(calls)) == len(_states(engine))
    with session_factory(engine)() as session:
        assert session.scalars(select(Contact.id)).all()
