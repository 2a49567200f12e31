"""Plain text and Markdown: encodings, wrapped lines, Markdown's own marks."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Iterator

from knowledge.ingest.blocks import Block, Reading, table_block
from knowledge.ingest.characters import plain, repaired_radicals
from knowledge.ingest.lines import Line, join_lines
from knowledge.ingest.markers import marker_of
from knowledge.ingest.refusal import DocumentRefused

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}$")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_RULE_CELL = re.compile(r"[\s:|\-]+")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*\)")
_BULLET = re.compile(r"^\s*[-*+]\s+")
_GONE_ON_SHARE = 0.6
_NARROWEST = 40
_ENDED = re.compile(r"[。；：！？;:!?][”）)」』]*$")
_WIDEST = 120
"""Half-width places; a longer line was never wrapped by hand."""


def read_text(data: bytes, *, markdown: bool = False) -> Reading:
    """Return the blocks of a text; raise `DocumentRefused` if it is no text."""
    text = decoded(data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\u2028", "\n").split("\n")
    told = ["有部首码（如“⼈”），已换成普通汉字"] if repaired_radicals(text) else []
    blocks = list(_markdown(lines)) if markdown else _plain(lines)
    return Reading(tuple(blocks), warnings=tuple(told))


def decoded(data: bytes, declared: str = "") -> str:
    """Return bytes as text: UTF-8, UTF-16 with a mark, the declared encoding, GB 18030; refuse what is none of them."""
    tried = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", declared, "gb18030", "big5"]
    for encoding in tried:
        if not encoding:
            continue
        try:
            text = data.decode("gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if _reads(text):
            return text
    raise DocumentRefused("文件不是可读的文本（编码无法识别）：请另存为 UTF-8 编码后再录入")


def _reads(text: str) -> bool:
    """Whether a text is one: hardly a control character in it (icons of private fonts are left out later)."""
    odd = sum(1 for c in text[:20000] if unicodedata.category(c) in ("Cc", "Cn") and c not in "\r\n\t\f\x0b\u0085")
    return odd <= 0.004 * min(len(text), 20000)


def _plain(lines: list[str]) -> list[Block]:
    """Return paragraphs, and the tables that Word leaves as lines of cells parted by tabs."""
    blocks: list[Block] = []
    waiting: list[str] = []
    rows: list[list[str]] = []
    edge = _edge([_width(line.rstrip()) for line in lines if line.strip() and not _is_row(line)])
    for line in [*lines, ""]:
        if _is_row(line) and (not rows or len(line.split("\t")) == len(rows[0])):
            rows.append([plain(cell) for cell in line.split("\t")])
            continue
        if len(rows) > 1:
            blocks += _paragraphs(waiting, edge)
            table = table_block(rows)
            blocks += [table] if table is not None else []
            waiting = []
        else:
            waiting += ["\t".join(row) for row in rows]
        rows = [[plain(cell) for cell in line.split("\t")]] if _is_row(line) else []
        waiting += [] if rows else [line]
    return [*blocks, *_paragraphs(waiting, edge)]


def _is_row(line: str) -> bool:
    return "\t" in line.strip()


def _paragraphs(lines: list[str], edge: float) -> list[Block]:
    placed, gap = [], 0.0
    for line in lines:
        text = plain(line)
        if not text:
            gap += 1.0
            continue
        body = line.rstrip()
        before = _width(body[: len(body) - len(body.lstrip())])
        placed.append((text, before, before + _width(body.strip()), gap))
        gap = 0.0
    made = [Line(text, None, left, right, (0.0, edge), 2.0, gap * 2) for text, left, right, gap in placed]
    if _is_wrapped(made, edge):
        return join_lines(made)
    return [Block(line.text, align=line.align if edge <= _WIDEST else "") for line in made]


def _edge(rights: list[float]) -> float:
    """Return the right edge: where the longest lines end, the few longest of all aside."""
    ordered = sorted(rights)
    return max(ordered[math.ceil(0.98 * (len(ordered) - 1))], 1.0) if ordered else 1.0


def _is_wrapped(lines: list[Line], edge: float) -> bool:
    """Whether lines were broken by hand: those that reach the edge stop inside a sentence that the next one goes on."""
    if not _NARROWEST <= edge <= _WIDEST:
        return False
    cut = gone_on = 0
    for line, following in itertools.pairwise(lines):
        if edge - 5 <= line.right <= edge + 3 and not _ENDED.search(line.text):
            cut += 1
            gone_on += not following.gap and following.left < 2 and marker_of(following.text) is None
    return gone_on >= 2 and gone_on >= _GONE_ON_SHARE * cut


def _width(text: str) -> float:
    return float(
        sum(2 if unicodedata.east_asian_width(c) in "WFA" or c == "\u3000" else 4 if c == "\t" else 1 for c in text)
    )


def _markdown(lines: list[str]) -> Iterator[Block]:
    rows: list[list[str]] = []
    paragraph: list[str] = []

    def flush() -> Iterator[Block]:
        if rows:
            block = table_block(rows)
            rows.clear()
            if block is not None:
                yield block
        if paragraph:
            text = plain("".join(_spaced(paragraph)))
            paragraph.clear()
            if text:
                yield Block(text)

    for line in lines:
        if _ROW.match(line):
            cells = [plain(_unmarked(cell)) for cell in line.strip().strip("|").split("|")]
            if not _RULE_CELL.fullmatch(line):
                if paragraph:
                    yield from flush()
                rows.append(cells)
            continue
        heading = _HEADING.match(line)
        if heading or not line.strip() or _RULE.match(line) or rows:
            yield from flush()
        if heading:
            yield Block(plain(_unmarked(heading[2])), heading=len(heading[1]))
        elif line.strip() and not _RULE.match(line):
            if _BULLET.match(line) or marker_of(plain(_unmarked(line))):
                yield from flush()
            paragraph.append(_unmarked(_BULLET.sub("", line)))
    yield from flush()


def _spaced(pieces: list[str]) -> Iterator[str]:
    for place, piece in enumerate(pieces):
        text = piece.strip()
        latin = place and text[:1].isascii() and text[:1].isalnum() and pieces[place - 1].strip()[-1:].isascii()
        yield (" " if latin else "") + text


def _unmarked(text: str) -> str:
    return _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", text)).replace("\\", "").replace("`", "")
