"""Mistakes that a writer of content files makes: each is refused with file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loading.files import ContentRefused, read_folder

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
