"""Set a document as plain text (a paragraph a line, or wrapped by hand) and as Markdown."""

from __future__ import annotations

import unicodedata

from benchmarks.office_documents.model import Made, Paragraph

_WIDTH = 64
_NO_START = "，。；：、！？）》”】〕"


def make_text(made: Made, *, wrapped: bool) -> bytes:
    """Return a text; wrapped it is GB 18030, as old systems export it, title and signature set by blanks."""
    lines: list[str] = []
    for paragraph in made.paragraphs():
        text = paragraph.label + paragraph.text
        if paragraph.rows:
            lines += [(" " if wrapped else "\t").join(row) for row in paragraph.rows]
        elif paragraph.kind in ("red_head", "title", "number"):
            lines.append((" " * max((_WIDTH - _wide(text)) // 2, 0) if wrapped else "") + text)
        elif paragraph.kind in ("signature", "date"):
            lines.append((" " * max(_WIDTH - _wide(text) - 4, 0) if wrapped else "\u3000" * 14) + text)
        elif paragraph.kind in ("addressee", "attachment"):
            lines += _cut(text) if wrapped else [text]
        else:
            lines += _cut(f"\u3000\u3000{text}") if wrapped else [f"\u3000\u3000{text}"]
        if paragraph.kind in ("title", "date"):
            lines.append("")
    text = "\r\n".join(lines) + "\r\n"
    return text.encode("gb18030") if wrapped else ("\ufeff" + text).encode()


def make_markdown(made: Made) -> bytes:
    """Return Markdown: headings, tables of pipes, bold numbers."""
    lines: list[str] = []
    for paragraph in made.paragraphs():
        lines += [*_markdown(paragraph), ""]
    return "\n".join(lines).encode()


def _markdown(paragraph: Paragraph) -> list[str]:
    if paragraph.rows:
        head, *rows = [f"| {' | '.join(row)} |" for row in paragraph.rows]
        return [head, "|" + "---|" * len(paragraph.rows[0]), *rows]
    if paragraph.kind == "title":
        return [f"# {paragraph.text}"]
    if paragraph.level in ("章", "一、") and paragraph.label:
        return [f"## {paragraph.label}{paragraph.text}"]
    if paragraph.label and paragraph.text:
        return [f"**{paragraph.label}**{paragraph.text}"]
    return [paragraph.label + paragraph.text]


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _cut(text: str) -> list[str]:
    lines, line = [], ""
    for letter in text:
        if _wide(line + letter) > _WIDTH and letter not in _NO_START:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line]
