"""Two versions of a text clause by clause, with changed amounts, conditions and deadlines called out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from knowledge.models import Benefit, Clause, Document

Kind = Literal["added", "removed", "changed", "renumbered"]
Point = Literal["amount", "condition", "deadline"]
# Clauses with other numbers are the same if they share this much of their text; below it one went and another came.
_ALIKE = 0.6
_WORDS = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)
_NUMERAL = "[0-9一二三四五六七八九十百两]+"
_NUMBERED = re.compile(rf"第{_NUMERAL}[条章节款项]|[（(]?{_NUMERAL}[)）、.]")
_DEADLINE = re.compile(
    rf"{_NUMERAL}(?:多|余)?(?:个?工作日|个?自然日|日内|日前|天内?|个月内?|周内)|[0-9]{{4}}年(?:{_NUMERAL}月(?:{_NUMERAL}日)?)?"
    rf"|每年{_NUMERAL}月[初底末前]?"
)


@dataclass(frozen=True)
class Callout:
    """One thing that changed: of what, from what to what; an empty side means that it is not there."""

    point: Point
    name: str
    before: str
    after: str
    before_amount: int | None = None
    after_amount: int | None = None
    unit: str = "元"


@dataclass(frozen=True)
class Part:
    """A stretch of the text: kept, taken out, or put in."""

    kind: Literal["same", "out", "in"]
    text: str


@dataclass(frozen=True)
class ClauseChange:
    """What became of one clause."""

    kind: Kind
    before: Clause | None
    after: Clause | None
    parts: tuple[Part, ...] = ()
    callouts: tuple[Callout, ...] = ()

    @property
    def path(self) -> str:
        """The path in the newer version, or in the older where it is gone."""
        clause = self.after or self.before
        return clause.path if clause is not None else ""

    @property
    def heading(self) -> str:
        """What the clause is about, in a word."""
        clause = self.after or self.before
        return clause.heading if clause is not None else ""


@dataclass(frozen=True)
class Difference:
    """Everything that changed from one document to another, in the order of the newer; `same` counts the rest."""

    before: Document
    after: Document
    changes: tuple[ClauseChange, ...]
    same: int

    @property
    def callouts(self) -> tuple[Callout, ...]:
        """All that is called out, amounts first."""
        found = [callout for change in self.changes for callout in change.callouts]
        return tuple(sorted(found, key=lambda callout: ("amount", "condition", "deadline").index(callout.point)))


def difference_of(before: Document, after: Document) -> Difference:
    """Compare two documents; clauses belong together by path, else by heading, else by their text."""
    pairs = _pairs(before, after)
    changes: list[ClauseChange] = []
    same = 0
    for old, new in pairs:
        change = _change(before, after, old, new)
        if change is None:
            same += 1
        else:
            changes.append(change)
    return Difference(before, after, tuple(changes), same)


def _pairs(before: Document, after: Document) -> list[tuple[Clause | None, Clause | None]]:
    """Pair the clauses, in the order of the newer text; what is gone stands where it stood."""
    old, partner = list(before.clauses), {}
    for same in (_same_text, _same_path_and_subject, _same_heading, _same_path, _alike):
        for new in after.clauses:
            if new.id in partner:
                continue
            found = next((row for row in old if same(row, new)), None)
            if found is not None:
                partner[new.id] = found
                old.remove(found)
    paired: list[tuple[Clause | None, Clause | None]] = [(partner.get(new.id), new) for new in after.clauses]
    for gone in old:
        place = next((n for n, (row, _) in enumerate(paired) if row is not None and row.position > gone.position), None)
        paired.insert(len(paired) if place is None else place, (gone, None))
    return paired


def _same_text(old: Clause, new: Clause) -> bool:
    return old.text == new.text and old.heading == new.heading


def _same_path_and_subject(old: Clause, new: Clause) -> bool:
    if old.path != new.path:
        return False
    # A path in words (分类) names the matter itself; a number may stand for another one in another version.
    return not _NUMBERED.match(new.path) or old.heading == new.heading or not (old.heading and new.heading)


def _same_heading(old: Clause, new: Clause) -> bool:
    return bool(new.heading) and old.heading == new.heading


def _same_path(old: Clause, new: Clause) -> bool:
    return old.path == new.path and _alike(old, new)


def _alike(old: Clause, new: Clause) -> bool:
    matcher = SequenceMatcher(None, old.text, new.text, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _change(before: Document, after: Document, old: Clause | None, new: Clause | None) -> ClauseChange | None:
    callouts = _callouts(before, after, old, new)
    if old is None or new is None:
        return ClauseChange("added" if old is None else "removed", old, new, callouts=callouts)
    if old.text != new.text or callouts:
        return ClauseChange("changed", old, new, _parts(old.text, new.text), callouts)
    return ClauseChange("renumbered", old, new) if old.path != new.path else None


def _parts(old: str, new: str) -> tuple[Part, ...]:
    """Cut both texts into words and characters, numbers whole, and tell which were kept."""
    one, other = _WORDS.findall(old), _WORDS.findall(new)
    parts: list[Part] = []
    for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(one[i:j])))
            continue
        if i < j:
            parts.append(Part("out", "".join(one[i:j])))
        if k < m:
            parts.append(Part("in", "".join(other[k:m])))
    return tuple(parts)


def _callouts(before: Document, after: Document, old: Clause | None, new: Clause | None) -> tuple[Callout, ...]:
    return (
        *_amounts(_benefits(before, old), _benefits(after, new)),
        *_conditions(_of_clause(before, old), _of_clause(after, new)),
        *_deadlines(old, new),
    )


def _benefits(document: Document, clause: Clause | None) -> dict[str, Benefit]:
    return {row.name: row for row in document.benefits if clause is not None and row.clause_id == clause.id}


def _amounts(old: dict[str, Benefit], new: dict[str, Benefit]) -> list[Callout]:
    found = []
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name), new.get(name)
        sides = [(row.amount_max, row.amount_expr, row.unit) if row is not None else None for row in (was, now)]
        if sides[0] == sides[1]:
            continue
        found.append(
            Callout(
                "amount",
                name,
                was.amount_expr if was is not None else "",
                now.amount_expr if now is not None else "",
                was.amount_max if was is not None else None,
                now.amount_max if now is not None else None,
                (now or was).unit,  # type: ignore[union-attr]  # one of them is there
            )
        )
    return found


def _of_clause(document: Document, clause: Clause | None) -> list[str]:
    return [row.text for row in document.conditions if clause is not None and row.clause_id == clause.id]


def _conditions(old: list[str], new: list[str]) -> list[Callout]:
    gone, came = [text for text in old if text not in new], [text for text in new if text not in old]
    found = []
    for text in came:
        near = max(gone, key=lambda row: _ratio(row, text), default=None)
        if near is not None and _ratio(near, text) >= _ALIKE:
            gone.remove(near)
            found.append(Callout("condition", "", near, text))
        else:
            found.append(Callout("condition", "", "", text))
    return found + [Callout("condition", "", text, "") for text in gone]


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _deadlines(old: Clause | None, new: Clause | None) -> list[Callout]:
    """Spans and days in the texts that differ, one by one where as many stand in both."""
    if old is None or new is None:
        return []
    was, now = _DEADLINE.findall(old.text), _DEADLINE.findall(new.text)
    if was == now:
        return []
    name = new.heading or new.path
    if len(was) == len(now):
        return [Callout("deadline", name, one, other) for one, other in zip(was, now, strict=True) if one != other]
    gone = [text for text in was if text not in now]
    came = [text for text in now if text not in was]
    return [Callout("deadline", name, "、".join(gone), "、".join(came))] if gone or came else []
