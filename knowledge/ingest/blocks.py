"""The neutral form of a document: paragraphs and tables in reading order, whatever the file was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Align = Literal["", "center", "right"]
Rows = tuple[tuple[str, ...], ...]
CELLS = " | "


@dataclass(frozen=True)
class Block:
    """A paragraph, or a table with its rows as data.

    `page` counts from 1 and is None where the file has no pages of its own (html, txt, docx that was never laid out);
    `heading` is the level of a heading that the file marks as such, 0 for none.
    """

    text: str
    page: int | None = None
    align: Align = ""
    heading: int = 0
    rows: Rows = ()


@dataclass(frozen=True)
class Placed:
    """A block and its place in the document's text, end exclusive."""

    block: Block
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """What a reader made of a file: blocks, labelled values that the file carries, and what staff should look at."""

    blocks: tuple[Block, ...]
    labels: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    pages: int | None = None


def table_block(rows: Iterable[Iterable[str]], page: int | None = None) -> Block | None:
    """Return a table as a block, its cells joined as text; None if every cell is empty."""
    kept = tuple(tuple(row) for row in rows)
    kept = tuple(row for row in kept if any(row))
    if not kept:
        return None
    return Block("\n".join(CELLS.join(row) for row in kept), page, rows=kept)


def placed(blocks: Iterable[Block]) -> tuple[str, tuple[Placed, ...]]:
    """Return the document's text, a block a line (a table several), and the place of each block in it."""
    pieces, places, at = [], [], 0
    for block in blocks:
        if not block.text:
            continue
        pieces.append(block.text)
        places.append(Placed(block, at, at + len(block.text)))
        at += len(block.text) + 1
    return "\n".join(pieces), tuple(places)
