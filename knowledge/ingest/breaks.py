"""Lines that were broken by hand inside a paragraph (Word's soft break, <br>): one sentence, or several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.ingest.characters import plain
from knowledge.ingest.markers import marker_of

_ENDED = re.compile(r"[。；：！？;:!?”）]$")
_INDENTED = re.compile(r"[\u3000\u00a0 \f]{2,}")
_LONG = 25
"""Shorter lines are lines of their own: titles, addresses, signatures."""


def joined_breaks(pieces: Sequence[str]) -> list[str]:
    """Join a long line with the next one, unless it ended, or the next one is indented or opens with a number."""
    out: list[str] = []
    for piece in pieces:
        runs_on = bool(out) and len(plain(out[-1])) > _LONG and not _ENDED.search(plain(out[-1]))
        if runs_on and not _INDENTED.match(piece) and marker_of(plain(piece)) is None:
            out[-1] += piece
        else:
            out.append(piece)
    return out
