"""Sets of saved tests: made, filled, emptied; a test is a sentence or a conversation with what is expected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from sqlalchemy import func, select

from knowledge.blocks import Outcome
from knowledge.desk.steering import intents
from knowledge.models.lab import CaseSet, SavedCase
from knowledge.office import Office

STATUSES: tuple[str, ...] = get_args(Outcome)
_LONGEST = 500
_MOST_TURNS = 20
_MOST_WORDS = 10


class CaseRefused(ValueError):
    """A test that cannot be saved; the message is the key of a sentence (problems of the desk)."""


def find_set(office: Office, name: str) -> CaseSet | None:
    """Return the set with this name."""
    return office.session.scalar(select(CaseSet).where(CaseSet.name == name))


def make_set(office: Office, name: str, about: str = "") -> CaseSet:
    """Make a set; its name is its own."""
    if not 1 <= len(name) <= 60:
        raise CaseRefused("set_name")
    if find_set(office, name) is not None:
        raise CaseRefused("set_taken")
    made = CaseSet(name=name, about=about, created_at=office.now)
    office.session.add(made)
    office.session.flush()
    return made


def all_sets(office: Office) -> list[tuple[CaseSet, int]]:
    """Return the sets by name, each with the number of its tests."""
    counted = select(SavedCase.set_id, func.count()).group_by(SavedCase.set_id)
    counts = {set_id: int(count) for set_id, count in office.session.execute(counted).all()}
    return [(row, counts.get(row.id, 0)) for row in office.session.scalars(select(CaseSet).order_by(CaseSet.name))]


def cases_of(office: Office, case_set: CaseSet) -> list[SavedCase]:
    """Return the tests of a set in the order they were added."""
    return list(office.session.scalars(select(SavedCase).where(SavedCase.set_id == case_set.id).order_by(SavedCase.id)))


def add_case(office: Office, case_set: CaseSet, turns: Sequence[Mapping[str, Any]], note: str = "") -> SavedCase | None:
    """Add a test; None if the set holds the same sentences already (then what is expected is brought up to date)."""
    checked = [_checked(turn) for turn in turns]
    if not 1 <= len(checked) <= _MOST_TURNS:
        raise CaseRefused("turns")
    if not any(len(turn) > 1 for turn in checked):
        raise CaseRefused("nothing_expected")
    key = key_of([str(turn["say"]) for turn in checked])
    known = office.session.scalar(select(SavedCase).where(SavedCase.set_id == case_set.id, SavedCase.key == key))
    if known is not None:
        known.turns = checked
        office.session.flush()
        return None
    made = SavedCase(set_id=case_set.id, key=key, turns=checked, note=note[:500], created_at=office.now)
    office.session.add(made)
    office.session.flush()
    return made


def key_of(says: Sequence[str]) -> str:
    """Return the digest of what is said in a test."""
    return hashlib.sha256(json.dumps(list(says), ensure_ascii=False).encode()).hexdigest()[:24]


def _checked(turn: Mapping[str, Any]) -> dict[str, Any]:
    """Return a turn with what is known of it only, or raise `CaseRefused`."""
    say = " ".join(str(turn.get("say") or "").split())
    if not any(letter.isalnum() for letter in say) or len(say) > _LONGEST or say.startswith("/"):
        raise CaseRefused("no_text")
    checked: dict[str, Any] = {"say": say}
    intent = str(turn.get("intent") or "")
    if intent:
        if intent not in intents():
            raise CaseRefused("no_intent")
        checked["intent"] = intent
    accept = [str(name) for name in turn.get("accept") or () if name]
    if accept:
        if any(name not in intents() for name in accept):
            raise CaseRefused("no_intent")
        checked["accept"] = accept
    status = str(turn.get("status") or "")
    if status:
        if status not in STATUSES:
            raise CaseRefused("no_status")
        checked["status"] = status
    contains = [str(words).strip()[:100] for words in turn.get("contains") or () if str(words).strip()]
    if contains:
        checked["contains"] = contains[:_MOST_WORDS]
    return checked
