"""Long answers in parts of at most 2,000 bytes, cut at paragraphs, sentences or clauses, never inside a link."""

from __future__ import annotations

import re

LIMIT = 2000
# Room for the mark "(12/34)" and for the sentence that asks to answer 继续.
_RESERVED = 96
_LINK = re.compile(r"https?://[\w\-./?=&%#~:+@]+")
_MARK = re.compile(r"\n\(\d+/\d+\).*$")
_CUTS = (re.compile(r"\n+"), re.compile(r"[。！？；!?;]+[”’）」]?"), re.compile(r"[，、：,]|(?<=[.]) "))


def in_parts(text: str, more: str, burst: int, limit: int = LIMIT) -> list[str]:
    """Return the text in parts of at most `limit` bytes of UTF-8, each but the last marked (1/3).

    After every `burst` parts the user is asked to answer 继续, in the words of `more`.
    """
    text = text.strip()
    if len(text.encode()) <= limit:
        return [text]
    pieces, rest = [], text
    while len(rest.encode()) > limit - _RESERVED:
        place = _cut(rest, limit - _RESERVED)
        pieces.append(rest[:place].rstrip())
        rest = rest[place:].lstrip("\n")
    pieces.append(rest)
    pieces = [piece for piece in pieces if piece]
    count = len(pieces)
    return [_marked(piece, number, count, more, burst) for number, piece in enumerate(pieces, 1)]


def unmarked(part: str) -> str:
    """Return a part without its mark."""
    return _MARK.sub("", part)


def _marked(piece: str, number: int, count: int, more: str, burst: int) -> str:
    if number == count:
        return piece
    return f"{piece}\n({number}/{count})" + (f" {more}" if number % burst == 0 else "")


def _cut(text: str, room: int) -> int:
    """Return the place at which to cut so that what stands before it fits into `room` bytes."""
    most = len(text.encode()[:room].decode(errors="ignore"))
    links = [match.span() for match in _LINK.finditer(text) if match.start() < most]
    for pattern in _CUTS:
        ends = [match.end() for match in pattern.finditer(text, 0, most)]
        outside = [end for end in ends if end >= most // 2 and not any(a < end < b for a, b in links)]
        if outside:
            return outside[-1]
    inside = next((a for a, b in links if a < most < b), 0)
    return inside or most
