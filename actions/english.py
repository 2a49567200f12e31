"""Speaking English: which rows can be told, and what is said of those that cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from actions.answer import Answer
from actions.offers import standing
from actions.turn import Turn
from actions.wording import Language, in_english, names, phrase
from knowledge.answers import Ambiguous, Finding, Missing, NoAspect, NothingFound
from knowledge.appointments.lookup import Visit
from knowledge.english import (
    clause_in_english,
    finding_in_english,
    has_english,
    service_in_english,
    slot_in_english,
    subject_in_english,
    window_in_english,
)
from knowledge.models import Clause, Hall, Service, Topic, Window
from knowledge.office import Office
from knowledge.subjects import Subject, services_of

SLOT = "language"
Row = TypeVar("Row", bound=Subject | Hall)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SEVERAL = 4
_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(turn: Turn) -> Language:
    """Return the language to answer in: that of the message; a button, a number or an ok keeps the one before."""
    kept: Language = "en" if turn.slots.get(SLOT) == "en" else "zh"
    if turn.chosen or turn.text.startswith("/"):
        return kept
    if _CHINESE.search(turn.text):
        return "zh"
    words = len(_WORD.findall(turn.text))
    # A bot that does not tell the language is believed only where several words are Latin.
    if turn.language != "en" and (turn.language or words < _SEVERAL):
        return kept
    if words > 1 or (words == 1 and turn.slots.get(SLOT) is None and not turn.previous):
        return "en"
    return kept


def spoken(row: Row) -> Row:
    """Return a row as it is told in the language that is spoken; one without an English text as it is."""
    if not in_english():
        return row
    return subject_in_english(row)


def spoken_visit(visit: Visit) -> Visit:
    """Return a visit with its service and place in the language that is spoken."""
    if not in_english():
        return visit
    return replace(visit, service=service_in_english(visit.service), slot=slot_in_english(visit.slot))


def spoken_clauses(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Return clauses in the language that is spoken; those without an English text are left out of English."""
    if not in_english():
        return tuple(clauses)
    return tuple(found for row in clauses if (found := clause_in_english(row)) is not None)


def spoken_window(window: Window) -> Window:
    """Return a window with its hall in the language that is spoken."""
    return window_in_english(window) if in_english() else window


def speakable(office: Office, rows: Iterable[Subject]) -> list[Subject]:
    """Return those of the subjects that can be told in English; a topic by its services."""
    found: dict[str, Subject] = {}
    for row in rows:
        for subject in services_of(office, row) if isinstance(row, Topic) else [row]:
            if has_english(subject):
                found.setdefault(subject.code, spoken(subject))
    return list(found.values())


def told_in_english(office: Office, finding: Finding) -> Finding | str:
    """Return the finding with English rows, or the Chinese title of what cannot be told in English."""
    match finding:
        case NothingFound():
            return replace(finding, nearest=())
        case Missing() | Ambiguous():
            rows = finding.offers if isinstance(finding, Missing) else finding.candidates
            return Missing(finding.aspect, tuple(speakable(office, rows) or _all(office)))
        case NoAspect() if has_english(finding.subject):
            return replace(finding, subject=spoken(finding.subject))
        case NoAspect():
            return finding.subject.name
    return finding_in_english(finding) or _title(finding)


def only_chinese(answer: Answer, title: str) -> None:
    """Say that something is there in Chinese only, and offer a person."""
    answer.cite(title, *names("office").values())
    answer.conclude(phrase("english.only_chinese"))
    answer.say(phrase("english.title", title=title))
    answer.choose(standing("handoff", "services"))


def _all(office: Office) -> list[Subject]:
    rows = office.session.query(Service).filter(Service.active).order_by(Service.id)
    return speakable(office, rows)


def _title(finding: Finding) -> str:
    for name in ("service", "policy", "entry", "hall"):
        row = getattr(finding, name, None)
        if row is not None:
            return str(row.name)
    return str(finding.facts[0].name) if hasattr(finding, "facts") else ""
