"""The blocks of a web page's element: paragraphs, numbered lists, tables, in the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from knowledge.ingest.blocks import Align, Block, table_block
from knowledge.ingest.breaks import joined_breaks
from knowledge.ingest.characters import plain

_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "th",
    "thead", "tfoot", "tr", "ul", "caption",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_WHITE = re.compile(r"[ \t\r\n]+")
_WRAP = re.compile(r"(?<=[^\x00-\xff])[ \t]*[\r\n]+[ \t]*(?=[^\x00-\xff])")
_CENTER = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)


def html_blocks(root: HtmlElement, outside: HtmlElement | None = None) -> Iterator[Block]:
    """Yield the blocks below an element; `outside` is left out with all that is in it."""
    yield from _Walk(outside).blocks(root, _align(root), 0)


class _Walk:
    """Gathers running text until an element of its own line begins or ends."""

    def __init__(self, outside: HtmlElement | None) -> None:
        self._outside = outside
        self._text = ""

    def blocks(self, node: HtmlElement, align: Align, heading: int) -> Iterator[Block]:
        """Yield the blocks of one element."""
        yield from self._inside(node, align, heading, "")
        yield from self._flush(align, heading)

    def _inside(self, node: HtmlElement, align: Align, heading: int, label: str) -> Iterator[Block]:
        self._text += label + _shown(node.text)
        for place, child in enumerate(node):
            if isinstance(child.tag, str) and child is not self._outside:
                yield from self._child(node, child, place, align, heading)
            self._text += _shown(child.tail)

    def _child(
        self, parent: HtmlElement, child: HtmlElement, place: int, align: Align, heading: int
    ) -> Iterator[Block]:
        if child.tag == "br":
            self._text += "\n"
            return
        if child.tag not in _BLOCKS:
            yield from self._inside(child, align, heading, "")
            return
        yield from self._flush(align, heading)
        own_align, own_heading = _align(child) or align, _HEADINGS.get(child.tag, heading)
        if child.tag == "table" and _is_data(child):
            block = table_block(_grid(child))
            if block is not None:
                yield block
            return
        label = _list_label(parent, child) if child.tag == "li" else ""
        yield from self._inside(child, own_align, own_heading, label)
        yield from self._flush(own_align, own_heading)

    def _flush(self, align: Align, heading: int) -> Iterator[Block]:
        text, self._text = self._text, ""
        for piece in joined_breaks(text.split("\n")):
            shown = plain(piece)
            if shown:
                yield Block(shown, align=align, heading=heading)


def _shown(text: str | None) -> str:
    """Return running text with the source's own line ends gone; breaks come as new lines only from <br>."""
    return _WHITE.sub(" ", _WRAP.sub("", text)) if text else ""


def _align(node: HtmlElement) -> Align:
    found = _CENTER.search(node.get("style") or "")
    value = (found.group(1) if found else node.get("align") or "").lower()
    if value == "center" or node.tag == "center":
        return "center"
    return "right" if value == "right" else ""


def _list_label(parent: HtmlElement, item: HtmlElement) -> str:
    """Return the number that a browser shows before an item of a numbered list."""
    if parent.tag != "ol" or "none" in (parent.get("style") or ""):
        return ""
    number = _whole(parent.get("start"), 1) - 1
    for other in parent.findall("li"):
        number = _whole(other.get("value"), number + 1)
        if other is item:
            break
    kind = parent.get("type") or "1"
    if kind in ("a", "A") and 1 <= number <= 26:
        return f"{chr(ord(kind) + number - 1)}. "
    return f"{number}. "


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.strip().isdigit() else default


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data: a table within, or one of a single column, is layout."""
    if any(inner is not table for inner in table.iter("table")):
        return False
    rows = table.findall(".//tr")
    return len(rows) >= 2 and max((len(row.findall("td")) + len(row.findall("th")) for row in rows), default=0) >= 2


def _grid(table: HtmlElement) -> list[list[str]]:
    """Return the cells of a table; one that spans rows or columns stands in each of them."""
    taken: dict[tuple[int, int], str] = {}
    rows = table.findall(".//tr")
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (y, x) in taken:
                x += 1
            text = plain(" ".join(_WHITE.sub(" ", piece) for piece in cell.itertext()))
            text = re.sub(r"(?<=[^\x00-\xff]) (?=[^\x00-\xff])", "", text)
            for down in range(min(_whole(cell.get("rowspan"), 1) or 1, len(rows) - y)):
                for across in range(min(_whole(cell.get("colspan"), 1) or 1, 100)):
                    taken[y + down, x + across] = text
            x += 1
    width = max((place for _, place in taken), default=-1) + 1
    return [[taken.get((y, x), "") for x in range(width)] for y in range(len(rows))]
