"""News: the figures of an article as facts, each in the article's own words, told with source and date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.ingest.figures import figures_of
from knowledge.models import Draft, NewsFact

_SENTENCE = re.compile(r"[^。！？；\n]+")
_PIECE = re.compile(r"[^，,]+")
_LONGEST = 38
"""Characters of a statement: with the words for source and date before it a conclusion stays below 60."""
_NAME = 30


@dataclass(frozen=True)
class ArticleFact:
    """A statement with a figure: the words of the article, the figure in it, and the paragraph (第4段)."""

    statement: str
    value: str
    locator: str


def facts_of(draft: Draft) -> Iterator[ArticleFact]:
    """Yield the statements of an article that hold a figure and are short enough to be told in a sentence."""
    for clause in draft.clauses:
        text = draft.text[clause["start"] : clause["end"]]
        for sentence in _SENTENCE.findall(text):
            for piece in _PIECE.findall(sentence):
                figures = figures_of(piece)
                statement = piece.strip(" \u3000“”、")
                if figures and 4 < len(statement) <= _LONGEST:
                    yield ArticleFact(statement, "，".join(figure.words for figure in figures), clause["path"])


def publish_facts(session: Session, draft: Draft, by: str, now: datetime) -> list[str]:
    """Write the facts of an article that are not recorded yet; return their ids."""
    day = draft.published_on or now.date()
    source = draft.source or draft.file_name
    held = {
        (fact.value, fact.source_locator)
        for fact in session.scalars(select(NewsFact).where(NewsFact.as_of == day, NewsFact.source == source))
    }
    known = [(value, locator) for value, locator in held]
    subjects = []
    for number, fact in enumerate(facts_of(draft), 1):
        if any(locator == fact.locator and value.split("，")[0] in fact.statement for value, locator in known):
            continue
        code = f"news-{draft.reference}-{number}"
        session.add(
            NewsFact(
                code=code,
                file_code=f"news-{draft.reference}",
                name=fact.statement[:_NAME],
                aliases=[],
                value=fact.value,
                statement=fact.statement,
                note="",
                provenance="office_confirmed",
                wording="original",
                source=source,
                source_url=draft.source_url,
                source_locator=fact.locator,
                as_of=day,
                owner="",
                review_due=None,
                updated_by=by,
                updated_at=now,
            )
        )
        subjects.append(f"fact:{code}")
    draft.document_code = f"news-{draft.reference}"
    return subjects
