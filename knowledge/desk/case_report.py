"""The figures of a run: accuracy, each intent, what is taken for what, how sure it was, what changed since before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

_BINS = 10


class Result(Protocol):
    """What the figures are made of (`knowledge.models.lab.CaseResult`)."""

    case_key: str
    turn: int
    say: str
    expected: str
    got: str
    confidence: float | None
    right: bool
    detail: dict[str, Any]


def report_of(results: Sequence[Result]) -> dict[str, Any]:
    """Return the figures as plain JSON; shares are 0 to 1, None where there is nothing to divide by."""
    asked = [result for result in results if result.expected]
    understood = [result for result in asked if _understood(result)]
    answers = [result for result in results if "status" in result.detail or "lacks" in result.detail]
    pairs = Counter((result.expected, _taken(result)) for result in asked if not _understood(result))
    return {
        "turns": len(results), "right": sum(result.right for result in results),
        "asked": len(asked), "understood": len(understood), "accuracy": _share(len(understood), len(asked)),
        "answers": len(answers), "answers_right": sum(_answered(result) for result in answers),
        "intents": _intents(asked),
        "confusion": [[expected, got, count] for (expected, got), count in sorted(pairs.items(), key=_order)],
        "histogram": _histogram(asked),
        "macro_f1": _macro(asked),
    }  # fmt: skip


def changes_of(before: Iterable[Result], after: Iterable[Result]) -> tuple[list[Result], list[Result]]:
    """Return the turns that are right now and were not, and those that are wrong now and were right."""
    was = {(result.case_key, result.turn): result.right for result in before}
    better, worse = [], []
    for result in after:
        known = was.get((result.case_key, result.turn))
        if known is False and result.right:
            better.append(result)
        elif known and not result.right:
            worse.append(result)
    return better, worse


def _understood(result: Result) -> bool:
    return result.got == result.expected or result.got in result.detail.get("accept", ())


def _taken(result: Result) -> str:
    """The intent that was taken; one that is right too counts as the expected one."""
    return result.expected if _understood(result) else result.got


def _answered(result: Result) -> bool:
    return not result.detail.get("lacks") and result.detail.get("status", "") in ("", result.detail.get("told", ""))


def _intents(asked: Sequence[Result]) -> list[dict[str, Any]]:
    wanted = Counter(result.expected for result in asked)
    taken = Counter(_taken(result) for result in asked)
    hits = Counter(result.expected for result in asked if _understood(result))
    rows = []
    for intent in sorted({*wanted, *taken}):
        precision, recall = _share(hits[intent], taken[intent]), _share(hits[intent], wanted[intent])
        rows.append(
            {
                "intent": intent, "sentences": wanted[intent], "precision": precision, "recall": recall,
                "f1": _f1(precision, recall),
            }
        )  # fmt: skip
    return rows


def _macro(asked: Sequence[Result]) -> float | None:
    """The mean F1 of the intents that were expected at all."""
    values = [row["f1"] or 0.0 for row in _intents(asked) if row["sentences"]]
    return sum(values) / len(values) if values else None


def _histogram(asked: Sequence[Result]) -> list[list[int]]:
    """Return for each tenth of confidence how many were right and how many wrong."""
    bins = [[0, 0] for _ in range(_BINS)]
    for result in asked:
        if result.confidence is not None:
            place = min(int(result.confidence * _BINS), _BINS - 1)
            bins[place][0 if _understood(result) else 1] += 1
    return bins


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _order(item: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -item[1], item[0]


def bars(histogram: Sequence[Sequence[int]], height: int = 120) -> list[dict[str, int]]:
    """Return the bars of a histogram in units of an SVG: place from the left, heights of right and wrong."""
    most = max((sum(pair) for pair in histogram), default=0) or 1
    found = []
    for place, (right, wrong) in enumerate(histogram):
        high, low = round(height * right / most), round(height * wrong / most)
        found.append({"x": place * 60, "right": high, "wrong": low, "count": right + wrong, "good": right})
    return found
