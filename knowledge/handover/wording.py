"""The sentences of handing over (wording.yml), in the language that the applicant last wrote in."""

from __future__ import annotations

import functools
import re
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.blocks import AnyBlock, Notice, Outcome, Reply, Text
from knowledge.handover.rules import rules
from knowledge.models import Turn
from language.normalise import normalised

Language = Literal["zh", "en"]
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NO_LETTER = re.compile(r"[\W_]+")


def language_of(session: Session, conversation: str) -> Language:
    """Return the language of what was last said in a conversation; without a word it is Chinese."""
    said = session.scalar(
        select(Turn.text).where(Turn.conversation_id == conversation, Turn.text != "").order_by(Turn.id.desc()).limit(1)
    )
    return language_in(said or "")


def language_in(said: str) -> Language:
    """Return the language of a text."""
    return "en" if re.search("[A-Za-z]", said) and not _CHINESE.search(said) else "zh"


def words(language: Language, name: str, /, **values: object) -> str:
    """Return a sentence with its places filled; the telephone is always known."""
    template: str = _wording()[language][name]
    return template.format_map({"hotline": _wording()["hotline"], **values})


def day_words(language: Language, day: date) -> str:
    """Write a date."""
    return words(language, "day", year=day.year, month=day.month, day=day.day)


def told(conclusion: str, *lines: str, status: Outcome = "answered", example: bool = False) -> Reply:
    """Return a reply of a conclusion and points; with `example` it says that its figures are examples."""
    blocks: list[AnyBlock] = [Text(role="conclusion", text=conclusion)]
    if example and rules().illustrative:
        language: Language = "zh" if _CHINESE.search(conclusion) else "en"
        blocks.append(Notice(kind="example", text=words(language, "example")))
    points = tuple(line for line in lines if line)
    if points:
        blocks.append(Text(role="points", items=points))
    return Reply(status=status, blocks=tuple(blocks))


def says(said: str, what: Literal["leave", "agree", "refuse", "withdraw"]) -> bool:
    """Tell whether a whole message is one of the words for leaving the queue, agreeing, refusing, withdrawing."""
    return _bare(said) in _spoken(what)


def _bare(text: str) -> str:
    return _NO_LETTER.sub("", normalised(text)).lower()


@functools.cache
def _spoken(what: str) -> frozenset[str]:
    return frozenset(_bare(text) for text in _wording()[what])


@functools.cache
def _wording() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "wording.yml").read_text("utf-8"))
    return loaded
