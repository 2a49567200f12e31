"""A document as it was meant: its paragraphs in order, and the clauses, dates and numbers that reading must yield."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal[
    "red_head",
    "number",
    "title",
    "adopted",
    "addressee",
    "text",
    "list",
    "signature",
    "date",
    "attachment",
    "colophon",
    "table",
]
Rows = tuple[tuple[str, ...], ...]


@dataclass
class Node:
    """A clause: `label` as written (第一条, （一）), `rest` what stands on its line, `more` what follows below.

    `path` None means that it is no clause of its own (the words of a chapter's heading are one, a lone 款 is not).
    """

    path: str | None
    level: str
    ordinal: int | None
    label: str
    rest: str
    children: list[Node] = field(default_factory=list)
    rows: Rows = ()

    @property
    def line(self) -> str:
        """The paragraph as it is written."""
        if self.rows:
            return "\n".join(" | ".join(row) for row in self.rows)
        return self.label + self.rest


@dataclass(frozen=True)
class Paragraph:
    """A paragraph to be set: its kind, its text; for an automatic number `label` is left to the program."""

    kind: Kind
    text: str
    label: str = ""
    level: str = ""
    rows: Rows = ()


@dataclass
class Made:
    """A document and the truth about it. `parts` hold the nodes of the notice, the inner document, the attachments."""

    name: str
    family: str
    title: str
    number: str | None
    issued_by: tuple[str, ...]
    signed_on: date | None
    effective_from: date | None
    effective_to: date | None
    published_on: date | None
    figures: tuple[tuple[str, str], ...]
    figures_of_tables: tuple[tuple[str, str], ...]
    head: list[Paragraph]
    parts: list[tuple[list[Paragraph], list[Node], list[Paragraph]]]

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield everything that is to be set, in order."""
        yield from self.head
        for before, nodes, behind in self.parts:
            yield from before
            for node in nodes:
                yield from _set(node)
            yield from behind

    def clauses(self) -> Iterator[tuple[str, str, str]]:
        """Yield path, level and text of every clause."""
        for _, nodes, _ in self.parts:
            for node in nodes:
                yield from _clauses(node)


def _set(node: Node) -> Iterator[Paragraph]:
    if node.rows:
        yield Paragraph("table", node.line, rows=node.rows)
    elif node.line:
        yield Paragraph("text", node.rest, node.label, node.level)
    for child in node.children:
        yield from _set(child)


def _clauses(node: Node) -> Iterator[tuple[str, str, str]]:
    if node.path is not None:
        whole = node.line if node.level in ("编", "章", "节") else "\n".join(_lines(node))
        yield node.path, node.level, whole
    for child in node.children:
        yield from _clauses(child)


def _lines(node: Node) -> Iterator[str]:
    if node.line:
        yield node.line
    for child in node.children:
        yield from _lines(child)
