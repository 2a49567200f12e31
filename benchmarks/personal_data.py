"""`python -m benchmarks.personal_data [--cases FOLDER] [--json FILE]`: personal data found and left, on a test list.

The folder holds `positives.yml` (rows `{part, text, finds: [{kind, text}]}`) and `negatives.yml` (rows `{part, like,
text}`). A find counts only with the exact span and kind; what is found and not expected is wrong. `dev` rows were read
while the patterns were tuned, `test` rows were not; the totals are over all rows, `by_part` tells them apart.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.table import show, write
from language.personal_data import PersonalData, find

CASES = Path(__file__).resolve().parents[1] / "tests" / "language" / "personal_data"
_FILES = ("positives.yml", "negatives.yml")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, its part of the list, what it must yield, and for a negative what it looks like."""

    part: str
    text: str
    expected: tuple[PersonalData, ...]
    like: str


@dataclass(frozen=True, slots=True)
class Miss:
    """One find that was expected and not made, or made and not expected."""

    case: Case
    kind: str
    piece: str
    expected: bool


def cases(folder: Path) -> list[Case]:
    """Read both files of a folder."""
    return [_case(row) for name in _FILES for row in yaml.safe_load((folder / name).read_text("utf-8"))]


def misses(rows: Iterable[Case]) -> list[Miss]:
    """Return every difference between what was expected and what was found."""
    out = []
    for case in rows:
        found, expected = set(find(case.text)), set(case.expected)
        for item in sorted(found ^ expected, key=lambda item: (item.start, item in found)):
            out.append(Miss(case, item.kind, case.text[item.start : item.end], item in expected))
    return out


def measure(rows: list[Case]) -> dict[str, Any]:
    """Return precision and recall over all rows, by kind and by part."""
    wrong = misses(rows)
    total = _figures(rows, wrong, None)
    kinds = dict.fromkeys(item.kind for case in rows for item in case.expected)
    kinds.update(dict.fromkeys(miss.kind for miss in wrong))
    parts = dict.fromkeys(case.part for case in rows)
    return {
        **total,
        "sentences": len(rows),
        "negatives": sum(not case.expected for case in rows),
        "by_kind": {kind: _figures(rows, wrong, kind) for kind in kinds},
        "by_part": {
            part: _figures(
                [case for case in rows if case.part == part], [m for m in wrong if m.case.part == part], None
            )
            for part in parts
        },
    }


def _case(row: Mapping[str, Any]) -> Case:
    expected, cursor = [], 0
    for item in row.get("finds", ()):
        start = row["text"].find(item["text"], cursor)
        if start < 0:
            raise ValueError(f"expected {item['text']!r} from place {cursor} on in {row['text']!r}")
        cursor = start + len(item["text"])
        expected.append(PersonalData(item["kind"], start, cursor))
    return Case(row.get("part", ""), row["text"], tuple(expected), row.get("like", ""))


def _figures(rows: Iterable[Case], wrong: Iterable[Miss], kind: str | None) -> dict[str, Any]:
    positives = sum(kind in (None, item.kind) for case in rows for item in case.expected)
    counts = Counter(miss.expected for miss in wrong if kind in (None, miss.kind))
    right = positives - counts[True]
    return {
        "positives": positives,
        "found": right,
        "missed": counts[True],
        "wrong": counts[False],
        "precision": right / (right + counts[False]) if right + counts[False] else 1.0,
        "recall": right / positives if positives else 1.0,
    }


def main() -> None:
    """Measure, print the table and the misses; exit with 2 when a file is absent."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.personal_data", description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES, help="a folder with positives.yml and negatives.yml")
    parser.add_argument("--part", default=None, help="only the rows of this part: dev or test")
    parser.add_argument("--json", type=Path, default=None, help="write the figures here too")
    chosen = parser.parse_args()
    absent = [str(chosen.cases / name) for name in _FILES if not (chosen.cases / name).is_file()]
    if absent:
        print(f"no such file: {', '.join(absent)}", file=sys.stderr)
        raise SystemExit(2)
    rows = [case for case in cases(chosen.cases) if chosen.part in (None, case.part)]
    told = measure(rows)
    total = {name: told[name] for name in next(iter(told["by_kind"].values()), {})}
    parts = {f"all of {part}": figures for part, figures in told["by_part"].items()}
    show(
        f"personal data in {told['sentences']} sentences, {told['negatives']} of them without any",
        {**told["by_kind"], **parts, "all": total},
    )
    for miss in misses(rows):
        name = "missed" if miss.expected else "wrong"
        print(f"{name} {miss.kind} {miss.piece!r} in {miss.case.text!r} {miss.case.like}".rstrip())
    write(chosen.json, told)


if __name__ == "__main__":
    main()
