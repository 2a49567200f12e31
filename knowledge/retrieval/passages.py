"""What retrieval searches: passages, each a piece of text that can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["clause", "benefit", "service", "faq", "entry", "fact"]
# Of these a passage is enough to answer from; a benefit or a frequent question leads to the row it belongs to.
KINDS: frozenset[str] = frozenset({"clause", "benefit", "service", "faq", "entry", "fact"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text that can answer: `subject` is the id of what it belongs to, `clause` the path within a policy.

    `title` holds names and aliases, `name` what the text is called in short. `level` is empty where it has no sense;
    `audience` is in words; `begins` and `ends` (the last day) are the days of force that the document states.
    """

    subject: str
    kind: str
    title: str
    text: str
    clause: str = ""
    name: str = ""
    level: str = ""
    audience: str = ""
    example: bool = False
    begins: date | None = None
    ends: date | None = None
