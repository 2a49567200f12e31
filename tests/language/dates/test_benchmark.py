"""The benchmark of times judges rows of both forms by their rules."""

import json
from pathlib import Path

import pytest

from benchmarks.times import measure

NOW = "2026-12-02T10:00:00"


def measured(tmp_path: Path, *rows: dict[str, object]) -> dict[str, float | int]:
    """Measure these rows."""
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"reference": NOW, **row}, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return measure(path)


def interval(text: str, start: str, end: str | None = None, **more: object) -> dict[str, object]:
    """Make a row of the first form."""
    row = {"mention": text, "grain": "day", "booking": True, "past": False, "source": "made", "flags": []}
    return {"text": text, "expect": {"start": start, "end": end}, **row, **more}


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("后天下午三点半", {"date": "2026-12-04", "time_from": "15:30", "period": "下午"}),
        ("下个星期", {"date_from": "2026-12-07", "date_to": "2026-12-13"}),
        ("改天", "unparseable"),
        ("周三", {"status": "ambiguous"}),
        ("大前天", "past"),
    ],
)
def test_a_row_of_the_second_form_that_agrees_is_right(tmp_path: Path, text: str, expect: object) -> None:
    assert measured(tmp_path, {"text": text, "expect": expect})["times_right"] == 1.0


def test_a_wrong_day_is_wrong_and_a_refusal_is_refused(tmp_path: Path) -> None:
    told = measured(
        tmp_path,
        {"text": "后天", "expect": {"date": "2026-12-05"}},
        {"text": "改天", "expect": {"date": "2026-12-05"}},
    )
    assert (told["times_right"], told["times_wrong_accepted"], told["times_refused"], told["rows"]) == (0, 0.5, 0.5, 2)


def test_rows_of_the_first_form(tmp_path: Path) -> None:
    told = measured(
        tmp_path,
        interval("后天", "2026-12-04T00:00:00"),
        interval("后天早上", "2026-12-04T04:00:00", "2026-12-04T12:00:00", grain="hour"),
        interval("后天9点到11点半", "2026-12-04T09:00:00", "2026-12-04T11:31:00", grain="time_span"),
        interval("昨儿", "2026-12-01T00:00:00", past=True),
        interval("这个礼拜", "2026-11-30T00:00:00", grain="week", past=True),
        interval("来年", "2027-01-01T00:00:00", grain="year", booking=False),
    )
    assert (told["times_right"], told["rows"], told["all_rows"], told["all_times_right"]) == (1.0, 5, 6, 1.0)


def test_a_passed_day_without_month_is_counted_apart(tmp_path: Path) -> None:
    told = measured(tmp_path, interval("1号", "2026-12-01T00:00:00", "2026-12-02T00:00:00", past=True, source="jionlp"))
    assert (told["rows"], told["times_apart"], told["times_right_with_apart"]) == (0, 1, 0.0)
