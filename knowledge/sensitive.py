"""What must be declined: the staff's list of sensitive words, held against what an applicant wrote."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from sqlalchemy import select

from knowledge.models import SensitiveWord
from knowledge.office import Office
from language.normalise import normalised

# When a text fits several kinds, the gravest names it.
_GRAVEST_FIRST = ("secret", "injection", "politics", "guarantee", "abuse")


@dataclass(frozen=True)
class Sensitive:
    """What was found: its kind, the key of the sentence that answers it, and the text without what was found."""

    kind: str
    reply: str
    rest: str


def sensitive_in(office: Office, text: str) -> Sensitive | None:
    """Return the gravest sensitive matter of a text, or None; full width or traditional characters hide nothing."""
    plain = normalised(text)
    found = []
    for row in office.session.scalars(select(SensitiveWord).order_by(SensitiveWord.position)):
        match = _compiled(row.pattern, tuple(row.words)).search(plain)
        if match is not None:
            found.append((_GRAVEST_FIRST.index(row.kind), row.position, row))
    if not found:
        return None
    row = min(found)[2]
    return Sensitive(row.kind, row.reply, _compiled(row.pattern, tuple(row.words)).sub("", plain).strip("，,。!！ "))


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str, words: tuple[str, ...]) -> re.Pattern[str]:
    if pattern:
        return re.compile(pattern)
    return re.compile("|".join(re.escape(normalised(word)) for word in sorted(words, key=len, reverse=True)))
