"""Headers, footers and page numbers: what stands at the edge of pages and is no part of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from knowledge.ingest.characters import halved, squeezed
from knowledge.ingest.page_layout import Piece

_EDGE = 0.13
"""Share of a page's height, above and below, in which furniture stands."""
_MARGIN = 0.085
"""Share of a page's height, above and below, that GB/T 9704 leaves white (37 mm of 297 above)."""
_LINES = 3
"""At most this many lines of a page's head or foot are furniture."""
_PAGE_NUMBER = re.compile(
    r"[-—–―·_\s]*(?:第?\d{1,4}页?(?:[/／,，]?(?:共|of)?\d{1,4}页?)?|page\d{1,4}(?:of\d{1,4})?|共\d+页,?第\d+页|[ivxlc]{1,6})[-—–―·_\s]*",
    re.IGNORECASE,
)


def without_furniture(pages: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return the pieces of all pages in order, without page numbers and without what repeats at the edges."""
    repeated = _repeated(pages)
    sizes = [piece.line.size for page in pages for piece in page if piece.line is not None]
    usual = median(sizes) if sizes else 0.0
    kept: list[Piece] = []
    for page in pages:
        numbers = _edge_lines(page)
        kept += [
            piece
            for piece in page
            if not (
                id(piece) in numbers
                and (_is_page_number(piece) or _shape(piece) in repeated or _is_margin_note(piece, usual))
            )
        ]
    return kept


def _edge_lines(page: Sequence[Piece]) -> set[int]:
    """Return the ids of the outermost lines of a page that stand in its margins."""
    lines = sorted((piece for piece in page if piece.line is not None), key=lambda piece: piece.top)
    head = [piece for piece in lines[:_LINES] if piece.bottom < _EDGE * piece.height]
    foot = [piece for piece in lines[-_LINES:] if piece.top > (1 - _EDGE) * piece.height]
    return {id(piece) for piece in (*head, *foot)}


def _is_page_number(piece: Piece) -> bool:
    return piece.line is not None and bool(_PAGE_NUMBER.fullmatch(squeezed(halved(piece.line.text))))


def _is_margin_note(piece: Piece, usual: float) -> bool:
    """Whether a line stands in the margin itself, in smaller letters than the text: a running head of a single page."""
    outside = piece.bottom < _MARGIN * piece.height or piece.top > (1 - _MARGIN) * piece.height
    return outside and piece.line is not None and piece.line.size < 0.93 * usual


def _repeated(pages: Sequence[Sequence[Piece]]) -> set[str]:
    """Return the lines that stand at the edge of two pages and of at least 40 per cent of all, numbers aside."""
    if len(pages) < 2:
        return set()
    counts: Counter[str] = Counter()
    for page in pages:
        edge = _edge_lines(page)
        counts.update({_shape(piece) for piece in page if id(piece) in edge})
    return {shape for shape, count in counts.items() if shape and count >= max(2, 0.4 * len(pages))}


def _shape(piece: Piece) -> str:
    text = squeezed(halved(piece.line.text)) if piece.line is not None else ""
    # 附件1, 附件2 stand at the head of their pages and are what the pages are about.
    return "" if text.startswith("附") else re.sub(r"\d+", "#", text)
