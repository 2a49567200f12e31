"""Lists of words that staff own, each in published versions: sensitive words 敏感词, and phrasing 称谓与用语."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from sqlalchemy import delete, func, select

from knowledge.desk.refusal import ChangeRefused
from knowledge.loading.sensitive_file import SensitiveEntry
from knowledge.models import SensitiveWord, StaffChange, WordList
from knowledge.office import Office

SENSITIVE, PHRASING = "sensitive", "phrasing"
LISTS = (SENSITIVE, PHRASING)
_MOST_WORDS, _LONGEST_WORD = 2000, 60


class WordsRefused(ValueError):
    """A list that cannot be; the message is the key of a sentence (`word`, `entry`, `nothing`, `no_evidence`)."""


@dataclass(frozen=True)
class Phrase:
    """Words that a text of the office should not have: where it stands, what to say instead, why."""

    word: str
    instead: str
    why: str


def entries_of(office: Office, name: str) -> list[dict[str, Any]]:
    """Return the entries of a list that count now: of the newest version, before the first as shipped."""
    newest = newest_version(office, name)
    if newest is not None:
        return newest.entries
    return _loaded(office) if name == SENSITIVE else _shipped()


def newest_version(office: Office, name: str) -> WordList | None:
    """Return the published version of a list that counts, or None before the first."""
    wanted = select(WordList).where(WordList.name == name).order_by(WordList.number.desc()).limit(1)
    return office.session.scalar(wanted)


def versions(office: Office, name: str) -> list[WordList]:
    """Return all published versions of a list, the newest first."""
    return list(office.session.scalars(select(WordList).where(WordList.name == name).order_by(WordList.number.desc())))


def propose(office: Office, by: int, name: str, lists: list[list[str]], evidence: str) -> StaffChange:
    """Propose new words for each entry of a list, in its order; patterns and sentences stay. Raise `WordsRefused`."""
    before = entries_of(office, name)
    if len(lists) != len(before):
        raise WordsRefused("entry")
    after = [{**entry, "words": _words(words, entry)} for entry, words in zip(before, lists, strict=True)]
    if after == before:
        raise WordsRefused("nothing")
    if not evidence.strip():
        raise WordsRefused("no_evidence")
    reference = f"words:{name}"
    made = StaffChange(
        kind="words", reference=reference, name=name, before={"entries": before}, after={"entries": after},
        evidence=evidence.strip(), proposed_by_id=by, proposed_at=office.now, status="waiting",
    )  # fmt: skip
    office.session.add(made)
    office.session.flush()
    return made


def publish(office: Office, change: StaffChange) -> WordList:
    """Make a proposed list the newest version; what applicants write is held against it from now on."""
    name = change.reference.partition(":")[2]
    if entries_of(office, name) != change.before["entries"]:
        raise ChangeRefused("stale")
    number = office.session.scalar(select(func.max(WordList.number)).where(WordList.name == name)) or 0
    made = WordList(
        name=name, number=number + 1, entries=change.after["entries"], note=change.evidence, change_id=change.id,
        published_at=office.now,
    )  # fmt: skip
    office.session.add(made)
    if name == SENSITIVE:
        office.session.execute(delete(SensitiveWord))
        office.session.add_all(
            SensitiveWord(file_code=SENSITIVE, position=position, **entry)
            for position, entry in enumerate(made.entries)
        )
    office.session.flush()
    return made


def phrases_in(office: Office, text: str) -> list[Phrase]:
    """Return what the office should not say in this way, in a text of its own, with what to say instead."""
    listed = {word: entry for entry in entries_of(office, PHRASING) for word in entry["words"]}
    if not listed:
        return []
    # The longer word first, so that a part of it is not told twice.
    sought = "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True))
    told = dict.fromkeys(re.findall(sought, text))
    return [Phrase(word, listed[word]["instead"], listed[word]["why"]) for word in told]


def _words(words: list[str], entry: dict[str, Any]) -> list[str]:
    kept = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if len(kept) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in kept):
        raise WordsRefused("word")
    if "kind" in entry:
        try:
            SensitiveEntry(**{**entry, "words": kept})
        except ValidationError:
            raise WordsRefused("entry") from None
    elif not kept:
        raise WordsRefused("entry")
    return kept


def _loaded(office: Office) -> list[dict[str, Any]]:
    rows = office.session.scalars(select(SensitiveWord).order_by(SensitiveWord.position, SensitiveWord.id))
    return [{"kind": row.kind, "words": row.words, "pattern": row.pattern, "reply": row.reply} for row in rows]


@functools.cache
def _shipped() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "phrasing.yml").read_text("utf-8"))
    return loaded
