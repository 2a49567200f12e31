"""What a clause is about, so that a question for amounts or conditions finds it: by the words in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.ingest.clauses import CONTAINERS
from knowledge.ingest.figures import figures_of
from knowledge.ingest.rules import RULES

_WORDS: dict[str, list[str]] = RULES["about"]
_ANSWERS_WHOLE = 900
"""Characters up to which a clause answers as a whole; a longer one answers by what stands below it."""
_OTHER = ["other"]


def about_of(clauses: Sequence[Mapping[str, Any]], text: str) -> dict[str, list[str]]:
    """Return the aspects of each clause by its path.

    Of a clause and what stands in it only one answers: the widest that is short enough, else an answer would say all
    twice. The others are found by their path, or by their words.
    """
    children: dict[str, list[Mapping[str, Any]]] = {}
    for clause in clauses:
        children.setdefault(clause["parent"], []).append(clause)
    found: dict[str, list[str]] = {}

    def visit(clause: Mapping[str, Any], told: bool) -> None:
        body = text[clause["start"] : clause["end"]]
        below = children.get(clause["path"], [])
        answers = not told and clause["level"] not in CONTAINERS and (len(body) <= _ANSWERS_WHOLE or not below)
        found[clause["path"]] = _aspects(clause["heading"], body) if answers else list(_OTHER)
        for child in below:
            visit(child, told or answers)

    for clause in children.get("", []):
        visit(clause, False)
    return found


def _aspects(heading: str, body: str) -> list[str]:
    """Return aspects by how often their words stand in a clause; the heading counts three times."""
    counts = {
        aspect: sum(body.count(word) + 3 * heading.count(word) for word in words) for aspect, words in _WORDS.items()
    }
    # A clause that only speaks of grants tells no amount.
    if not any(figure.unit in ("元", "%") for figure in figures_of(body)):
        counts["amount"] = 0
    ranked = sorted((aspect for aspect, count in counts.items() if count), key=lambda aspect: -counts[aspect])
    return ranked[:3] or list(_OTHER)
