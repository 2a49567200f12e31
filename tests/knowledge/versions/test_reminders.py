"""Reminders: on the days before the last one, each told once, and nothing that was said is kept for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from knowledge.application_windows import windows_of
from knowledge.blocks import Reply
from knowledge.conversations import begin, exists, forget_old, keep_turn
from knowledge.models import ApplicationWindow, Event, Policy, Reminder, Turn
from knowledge.office import Office
from knowledge.reminders import NoConversation, reminding_days, subscribe, unsubscribe, write_due
from tests.conftest import NOW

CLOSES = NOW.date() + timedelta(days=60)


def _window(office: Office, closes: date | None = CLOSES, **more: object) -> ApplicationWindow:
    values = {
        "code": "w-1", "batch": "第一批", "mode": "集中申报", "position": 0, "provenance": "office_confirmed",
        "wording": "summary", "updated_at": NOW, "opens": None, "closes": closes, **more,
    }  # fmt: skip
    window = ApplicationWindow(**values)
    office.session.scalars(select(Policy)).one().windows.append(window)
    office.session.flush()
    return window


def _later(office: Office, days: int) -> Office:
    return replace(office, now=NOW + timedelta(days=days))


def _events(office: Office) -> list[Event]:
    return list(office.session.scalars(select(Event).order_by(Event.id)))


def test_one_is_reminded_thirty_seven_and_one_days_before_and_each_once(office: Office) -> None:
    window = _window(office)
    conversation = begin(office.session, "web", NOW)
    assert subscribe(office, conversation, window) is True
    told = {}
    for day in range(62):
        for _ in range(3):
            written = write_due(_later(office, day))
            if written:
                told[day] = written
    assert told == {30: 1, 53: 1, 59: 1}
    first = Reply.model_validate(_events(office)[0].reply)
    assert "还有30天" in first.plain()
    assert all(event.conversation_id == conversation and event.delivered_at is None for event in _events(office))


def test_after_a_standstill_only_the_nearest_day_is_told(office: Office) -> None:
    conversation = begin(office.session, "web", NOW)
    subscribe(office, conversation, _window(office))
    assert write_due(_later(office, 56)) == 1
    assert "还有4天" in Reply.model_validate(_events(office)[0].reply).plain()
    assert write_due(_later(office, 56)) == 0


def test_what_was_near_when_it_was_wished_for_is_no_news(office: Office) -> None:
    conversation = begin(office.session, "web", NOW)
    subscribe(office, conversation, _window(office, NOW.date() + timedelta(days=20)))
    assert write_due(office) == 0
    assert write_due(_later(office, 12)) == 0
    assert write_due(_later(office, 13)) == 1


def test_a_last_day_that_moves_is_reminded_of_anew(office: Office) -> None:
    window, conversation = _window(office), begin(office.session, "web", NOW)
    subscribe(office, conversation, window)
    assert write_due(_later(office, 30)) == 1
    window.closes = CLOSES + timedelta(days=10)
    office.session.flush()
    assert write_due(_later(office, 31)) == 0
    assert write_due(_later(office, 40)) == 1


def test_a_wish_is_kept_once_and_can_be_canceled_and_renewed(office: Office) -> None:
    window, conversation = _window(office), begin(office.session, "web", NOW)
    assert [subscribe(office, conversation, window) for _ in range(2)] == [True, False]
    assert [row.batch for row in unsubscribe(office, conversation)] == ["第一批"]
    assert unsubscribe(office, conversation) == []
    assert write_due(_later(office, 30)) == 0
    assert subscribe(office, conversation, window) is True
    assert len(office.session.scalars(select(Reminder)).all()) == 2


def test_only_the_named_window_is_canceled(office: Office) -> None:
    first, second = _window(office), _window(office, code="w-2", batch="第二批")
    conversation = begin(office.session, "web", NOW)
    subscribe(office, conversation, first)
    subscribe(office, conversation, second)
    assert [row.code for row in unsubscribe(office, conversation, frozenset({"w-2"}))] == ["w-2"]
    assert write_due(_later(office, 30)) == 1


def test_no_conversation_no_reminder(office: Office) -> None:
    with pytest.raises(NoConversation):
        subscribe(office, "cv_nobody", _window(office))


@pytest.mark.parametrize("what", ["over", "taken away", "without a day"])
def test_a_reminder_of_nothing_ends(office: Office, what: str) -> None:
    window, conversation = _window(office), begin(office.session, "web", NOW)
    subscribe(office, conversation, window)
    if what == "taken away":
        office.session.delete(window)
    elif what == "without a day":
        window.closes = None
    office.session.flush()
    assert write_due(_later(office, 61 if what == "over" else 1)) == 0
    assert office.session.scalars(select(Reminder)).one().canceled_at is not None


def test_a_conversation_that_waits_stays_as_a_name_without_what_was_said(office: Office) -> None:
    waiting, other = (begin(office.session, "web", NOW) for _ in range(2))
    for conversation in (waiting, other):
        keep_turn(office.session, conversation, "m", "问", Reply(status="answered", blocks=()), NOW, 1)
    subscribe(office, waiting, _window(office))
    office.session.flush()
    forget_old(office.session, NOW + timedelta(days=8), 7)
    assert exists(office.session, waiting)
    assert not exists(office.session, other)
    assert office.session.scalars(select(Turn)).all() == []
    unsubscribe(office, waiting)
    office.session.flush()
    forget_old(office.session, NOW + timedelta(days=9), 7)
    office.session.expire_all()
    assert not exists(office.session, waiting)


@pytest.mark.parametrize(
    ("opens", "closes", "mode", "state", "left"),
    [
        (-5, 5, "集中申报", "open", 5),
        (-5, 0, "集中申报", "open", 0),
        (0, None, "集中申报", "open", None),
        (1, 9, "集中申报", "opens", 9),
        (-9, -1, "集中申报", "closed", -1),
        (None, None, "常年受理", "all_year", None),
        (None, None, "免申即享", "automatic", None),
        (-9, -1, "常年受理", "closed", -1),
    ],
)
def test_how_a_window_stands(
    office: Office, opens: int | None, closes: int | None, mode: str, state: str, left: int | None
) -> None:
    day = NOW.date()
    _window(
        office,
        None if closes is None else day + timedelta(days=closes),
        opens=None if opens is None else day + timedelta(days=opens),
        mode=mode,
    )
    row = windows_of(office, None)[0]
    assert (row.state, row.days_left) == (state, left)


def test_open_windows_come_first_and_the_one_that_closed_last_before_older_ones(office: Office) -> None:
    day = NOW.date()
    for code, opens, closes in (("a", -90, -60), ("b", -30, -2), ("c", 10, 40), ("d", -3, 9), ("e", -3, 3)):
        _window(office, day + timedelta(days=closes), opens=day + timedelta(days=opens), code=code, batch=code)
    assert [row.window.code for row in windows_of(office, None)] == ["e", "d", "c", "b", "a"]


def test_days_that_are_over_are_not_promised() -> None:
    today = NOW.date()
    assert reminding_days(today + timedelta(days=20), today) == (today + timedelta(13), today + timedelta(19))
    assert reminding_days(today + timedelta(days=1), today) == ()
