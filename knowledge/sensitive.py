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
    found: list[tuple[int, int, str, str, re.Pattern[str]]] = []
    listed = select(SensitiveWord.kind, SensitiveWord.reply, SensitiveWord.pattern, SensitiveWord.words)
    for kind, reply, pattern, words in office.session.execute(listed.order_by(SensitiveWord.position)):
        sought = _compiled(pattern, tuple(words))
        if sought.search(plain) is not None:
            found.append((_GRAVEST_FIRST.index(kind), len(found), kind, reply, sought))
    if not found:
        return None
    _, _, kind, reply, sought = min(found, key=lambda one: one[:2])
    return Sensitive(kind, reply, sought.sub("", plain).strip("，,。!！ "))


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str, words: tuple[str, ...]) -> re.Pattern[str]:
    if pattern:
        return re.compile(pattern)
    return re.compile("|".join(re.escape(normalised(word)) for word in sorted(words, key=len, reverse=True)))
