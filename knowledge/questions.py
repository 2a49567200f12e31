"""The questions that a greeting shows: pinned by staff, then the most asked, then the usual ones (questions.yml)."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select

from knowledge.models import Turn
from knowledge.office import Office
from knowledge.sensitive import sensitive_in
from knowledge.settings import ZONE
from language.normalise import normalised
from language.personal_data import find

_SURE = 0.7
# More first questions than this are not counted: the newest tell what is asked now.
_MOST_COUNTED = 50_000
_LENGTH = (4, 30)
# Chinese with the letters and numbers of names and classes; what covers personal data has brackets and never passes.
_WHOLE = re.compile(r"[\u3400-\u9fffA-Za-z0-9+、，《》（）“”]+")
_NUMBER = re.compile(r"\d{5}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_END = "？?。！!，,～~ "


class Listed(BaseModel):
    """What questions.yml holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pinned: tuple[str, ...]
    usual: tuple[str, ...]
    never: tuple[str, ...]
    english: tuple[str, ...]
    conversations: int
    days: int
    shown: int


@dataclass
class _Asked:
    conversations: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    spellings: Counter[str] = field(default_factory=Counter)


@functools.cache
def listed() -> Listed:
    """Return what staff have listed."""
    return Listed.model_validate(yaml.safe_load((Path(__file__).parent / "questions.yml").read_text("utf-8")))


def greeting_questions(office: Office, lists: Listed, language: str = "zh") -> tuple[str, ...]:
    """Return the questions for a greeting in a `language` (zh or en); those in English are listed, not counted."""
    if language == "en":
        return lists.english[: lists.shown]
    chosen: dict[str, str] = {}
    for question in (*lists.pinned, *(text for text, _ in most_asked(office, lists)), *lists.usual):
        chosen.setdefault(_plain(question), question)
    return tuple(chosen.values())[: lists.shown]


def most_asked(office: Office, lists: Listed) -> list[tuple[str, int]]:
    """Return the most asked questions with the number of conversations that asked them, most first.

    What an applicant wrote is shown to others only if many began their conversation with it on several days, the office
    could answer it from its records, and it holds no personal data and nothing that must be declined. What comes later
    in a conversation rests on what was said before and is no question of its own.
    """
    known = {_plain(question) for question in (*lists.pinned, *lists.usual)}
    never = {_plain(question) for question in lists.never}
    found = [
        (asked.spellings.most_common(1)[0][0], len(asked.conversations))
        for plain, asked in _counted(office).items()
        if plain not in never and (plain in known or _enough(asked, lists)) and sensitive_in(office, plain) is None
    ]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _counted(office: Office) -> dict[str, _Asked]:
    firsts = select(func.min(Turn.id)).group_by(Turn.conversation_id)
    query = (
        select(Turn.conversation_id, Turn.at, Turn.text, Turn.read)
        .where(Turn.id.in_(firsts), Turn.status == "answered", Turn.confidence >= _SURE)
        .where(func.length(Turn.text).between(*_LENGTH))
        .order_by(Turn.id.desc())
        .limit(_MOST_COUNTED)
    )
    counted: dict[str, _Asked] = defaultdict(_Asked)
    for conversation, at, text, read in office.session.execute(query):
        if not read or not _may_be_shown(text):
            continue
        asked = counted[_plain(text)]
        asked.conversations.add(conversation)
        asked.days.add(at.astimezone(ZONE).date())
        asked.spellings[text.strip(_END)] += 1
    return counted


def _enough(asked: _Asked, lists: Listed) -> bool:
    return len(asked.conversations) >= lists.conversations and len(asked.days) >= lists.days


def _may_be_shown(text: str) -> bool:
    bare = text.strip(_END)
    return bool(_WHOLE.fullmatch(bare) and _HAN.search(bare) and not _NUMBER.search(bare) and not find(bare))


def _plain(text: str) -> str:
    return normalised(text).strip(_END)


def asked_lines(found: Iterable[tuple[str, int]]) -> list[str]:
    """Return the most asked questions for staff, a line each with how many conversations asked them."""
    return [f"{count:>6}  {text}" for text, count in found]
