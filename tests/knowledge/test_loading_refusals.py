"""Mistakes that a writer of content files makes: each is refused with file, line and reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.loading.files import ContentRefused, read_folder
from knowledge.settings import ROOT

HALL = """\
kind: hall
code: {code}
name: 【示例】大厅
address: 示例地址
telephone: 023-0000-0001
review_due: {review_due}
provenance: illustrative
hours:
  - {{days: [1], open: {opens}, close: "12:00"}}
windows:
  - {{code: {window}, name: 窗口, capacity: 1, slot_minutes: 30}}
rule: {{lead_workdays: 1, horizon_workdays: 20, cancel_before_minutes: 120, hold_minutes: 3}}
"""


def _write(
    folder: Path, code: str, window: str = "w-1", opens: str = '"09:00"', review_due: str = "2027-06-30"
) -> None:
    text = HALL.format(code=code, window=window, opens=opens, review_due=review_due)
    (folder / f"{code}.yml").write_text(text, encoding="utf-8")


def _problems(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(ContentRefused) as refused:
        read_folder(folder)
    return [(problem.path.name, problem.line, problem.reason) for problem in refused.value.problems]


def test_a_right_hall_is_read(tmp_path: Path) -> None:
    _write(tmp_path, "hall-a")
    assert [source.content.code for source in read_folder(tmp_path)] == ["hall-a"]


def test_a_day_that_does_not_exist_is_refused_at_its_line(tmp_path: Path) -> None:
    _write(tmp_path, "hall-a", review_due="2027-13-45")
    [(name, line, reason)] = _problems(tmp_path)
    assert (name, line) == ("hall-a.yml", 6)
    assert "month" in reason


def test_a_time_without_quotation_marks_is_refused_at_its_line(tmp_path: Path) -> None:
    _write(tmp_path, "hall-a", opens="10:30")
    [(name, line, reason)] = _problems(tmp_path)
    assert (name, line) == ("hall-a.yml", 9)
    assert "quotation marks" in reason


def test_two_halls_cannot_have_the_same_window(tmp_path: Path) -> None:
    _write(tmp_path, "hall-a")
    _write(tmp_path, "hall-b")
    [(name, line, reason)] = _problems(tmp_path)
    assert (name, line) == ("hall-b.yml", 11)
    assert "window 'w-1'" in reason


def test_a_key_that_is_given_twice_is_refused_at_its_line(tmp_path: Path) -> None:
    _write(tmp_path, "hall-a")
    path = tmp_path / "hall-a.yml"
    path.write_text(path.read_text("utf-8") + "address: 别的地址\n", encoding="utf-8")
    [(name, line, reason)] = _problems(tmp_path)
    assert (name, line) == ("hall-a.yml", 13)
    assert "address is given twice" in reason


def test_a_file_with_another_ending_is_not_overlooked(tmp_path: Path) -> None:
    _write(tmp_path, "hall-a")
    (tmp_path / "hall-b.yaml").write_text("kind: hall\n", encoding="utf-8")
    assert [name for name, _, _ in _problems(tmp_path)] == ["hall-b.yaml"]


ENTRY = """\
kind: entry
code: {code}
type: term
name: 试验
summary: {summary}
points:
  - {point}
related: [{related}]
provenance: {provenance}
source: 网络转载
as_of: 2024-01-02
"""


def _entry(folder: Path, **values: str) -> None:
    known = {
        "code": "entry-a",
        "summary": "试验是一项试验。",
        "point": "没有别的。",
        "related": "",
        "provenance": "reported",
    }
    text = ENTRY.format(**{**known, **values})
    (folder / f"{values.get('code', 'entry-a')}.yml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("amount", ["50万元", "五十万元", "两千元", "1.5万", "3,000元", "500万美元"])
def test_what_is_only_reported_carries_no_amount_in_words_either(tmp_path: Path, amount: str) -> None:
    _entry(tmp_path, point=f"每人奖励{amount}。")
    [(name, _, reason)] = _problems(tmp_path)
    assert name == "entry-a.yml"
    assert reason.endswith(f"reported rows carry no amounts, came {amount}")


def test_other_numbers_may_be_reported(tmp_path: Path) -> None:
    _entry(tmp_path, point="服务卡有效期3年，10万人领取，2024年起。")
    assert len(read_folder(tmp_path)) == 1


def test_what_a_broken_file_would_have_held_is_not_missed_a_second_time(tmp_path: Path) -> None:
    _entry(tmp_path, related="entry-b")
    _entry(tmp_path, code="entry-b", provenance="hearsay")
    [(name, _, reason)] = _problems(tmp_path)
    assert name == "entry-b.yml"
    assert "provenance" in reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("code: a\n", "the key kind is missing"),
        ("", "a mapping was expected, with kind and code"),
        ("- a\n", "a mapping was expected, with kind and code"),
    ],
)
def test_a_file_that_is_no_content_is_told_plainly(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    assert _problems(tmp_path) == [("a.yml", 1, reason)]


def test_a_sentence_that_is_too_long_is_told_once_with_its_length(tmp_path: Path) -> None:
    _entry(tmp_path, summary="长" * 61)
    assert _problems(tmp_path) == [("entry-a.yml", 5, "summary: at most 60 characters, came 61")]
    (tmp_path / "entry-a.yml").unlink()
    text = (ROOT / "knowledge" / "content" / "policies" / "hongyan.yml").read_text("utf-8")
    broken = re.sub("conclusion: .*", "conclusion: " + "长" * 61, text, count=1)
    (tmp_path / "hongyan.yml").write_text(broken, encoding="utf-8")
    [(_, _, reason)] = _problems(tmp_path)
    assert reason == "documents.0.clauses.0.conclusion: at most 60 characters, came 61"
