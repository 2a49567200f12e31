"""Lists of words in versions: what counts, that loading leaves them, and what a reply is held against."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from knowledge.desk import words
from knowledge.desk.changes import publish
from knowledge.desk.refusal import ChangeRefused
from knowledge.loading.load import load_content
from knowledge.models import ContentFile
from knowledge.sensitive import sensitive_in
from knowledge.settings import ROOT
from tests.conftest import NOW
from tests.knowledge.desk.conftest import Room


def _lists(room: Room, name: str, place: int, *more: str) -> list[list[str]]:
    lists = [list(entry["words"]) for entry in words.entries_of(room.office, name)]
    lists[place] += more
    return lists


def test_a_published_word_is_declined_at_once_and_survives_loading(room: Room) -> None:
    assert sensitive_in(room.office, "你这个示例坏词") is None
    change = words.propose(
        room.office, room.one.id, words.SENSITIVE, _lists(room, "sensitive", 0, "示例坏词"), "投诉反映"
    )
    assert sensitive_in(room.office, "你这个示例坏词") is None
    publish(room.office, change, room.other)
    found = sensitive_in(room.office, "你这个示例坏词")
    assert found is not None and found.kind == "abuse"
    for row in room.session.scalars(select(ContentFile)):
        row.digest = "another"
    room.session.flush()
    assert "sensitive/sensitive" in load_content(room.session, ROOT / "knowledge" / "content", NOW).kept
    assert sensitive_in(room.office, "你这个示例坏词") is not None
    assert [row.number for row in words.versions(room.office, words.SENSITIVE)] == [1]


def test_patterns_stay_when_words_change(room: Room) -> None:
    before = [entry["pattern"] for entry in words.entries_of(room.office, words.SENSITIVE)]
    change = words.propose(room.office, room.one.id, words.SENSITIVE, _lists(room, "sensitive", 0, "示例坏词"), "x")
    publish(room.office, change, room.other)
    assert [entry["pattern"] for entry in words.entries_of(room.office, words.SENSITIVE)] == before


def test_of_two_proposals_the_second_is_stale(room: Room) -> None:
    first = words.propose(room.office, room.one.id, words.SENSITIVE, _lists(room, "sensitive", 0, "甲词"), "x")
    second = words.propose(room.office, room.one.id, words.SENSITIVE, _lists(room, "sensitive", 0, "乙词"), "x")
    publish(room.office, first, room.other)
    with pytest.raises(ChangeRefused, match="stale"):
        publish(room.office, second, room.other)


@pytest.mark.parametrize(("more", "why"), [((), "nothing"), (("长" * 61,), "word")])
def test_a_list_that_cannot_be_is_refused(room: Room, more: tuple[str, ...], why: str) -> None:
    with pytest.raises(words.WordsRefused, match=why):
        words.propose(room.office, room.one.id, words.SENSITIVE, _lists(room, "sensitive", 0, *more), "x")


def test_a_group_may_not_be_emptied(room: Room) -> None:
    lists = _lists(room, words.PHRASING, 0)
    lists[0] = []
    with pytest.raises(words.WordsRefused, match="entry"):
        words.propose(room.office, room.one.id, words.PHRASING, lists, "x")


def test_what_the_office_should_not_say_is_told_with_what_to_say(room: Room) -> None:
    found = words.phrases_in(room.office, "你们的材料保证通过。")
    assert [(one.word, one.instead) for one in found] == [("你们", "您"), ("保证", "以审核结果为准")]
    assert words.phrases_in(room.office, "请您带好材料。") == []


def test_a_word_that_staff_added_counts_for_replies(room: Room) -> None:
    change = words.propose(room.office, room.one.id, words.PHRASING, _lists(room, words.PHRASING, 1, "包过"), "x")
    publish(room.office, change, room.other)
    assert [one.word for one in words.phrases_in(room.office, "包过的")] == ["包过"]
