"""Set a document in Word's format: numbers typed, or counted by Word's own lists; tables, text box, tracked changes."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from benchmarks.office_documents.model import Made, Paragraph

_LISTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "articles": (
        ("章", "第%1章", "chineseCounting"),
        ("条", "第%2条", "chineseCountingThousand"),
        ("项", "（%3）", "chineseCounting"),
        ("目", "%4.", "decimal"),
    ),
    "notice": (
        ("一、", "%1、", "chineseCounting"),
        ("（一）", "（%2）", "chineseCounting"),
        ("1.", "%3.", "decimal"),
        ("（1）", "（%4）", "decimal"),
        ("①", "%5", "decimalEnclosedCircleChinese"),
    ),
}
_COUNTED = "[一二三四五六七八九十]+"
_FORMS = {
    "章": "第.+章",
    "条": "第.+条",
    "项": f"（{_COUNTED}）",
    "目": r"\d+\.",
    "一、": f"{_COUNTED}、",
    "（一）": f"（{_COUNTED}）",
    "1.": r"\d+\.",
    "（1）": r"（\d+）",
    "①": "[①②③]",
}
_CENTERED = ("red_head", "title", "number", "adopted")


def make_docx(made: Made, *, automatic: bool) -> bytes:
    """Return the bytes of a .docx; with `automatic` the numbers stand in no text."""
    document = docx.Document()
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    document.sections[0].header.paragraphs[0].text = "示例市人才工作文件汇编"
    paragraphs = list(made.paragraphs())
    articles = any(re.match("第.+条", paragraph.label) for paragraph in paragraphs)
    levels = _LISTS["articles" if articles else "notice"]
    numbers = _Lists(document, levels) if automatic else None
    for paragraph in paragraphs:
        if paragraph.rows:
            _table(document, paragraph)
            continue
        if paragraph.kind == "attachment" and numbers is not None:
            numbers.begin_anew()
        written = document.add_paragraph()
        level = _level(paragraph.label, levels) if numbers is not None else None
        text = paragraph.text if level is not None else paragraph.label + paragraph.text
        text = text.lstrip("\u3000 ") if level is not None else text
        _runs(written, text)
        if level is not None and numbers is not None:
            numbers.number(written, level)
        chapter = paragraph.kind == "text" and re.match("第.+[章节]", paragraph.label)
        if paragraph.kind in _CENTERED or chapter:
            written.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if paragraph.kind in ("signature", "date"):
            written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _remark(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


class _Lists:
    """One list of several levels, and further counts of it that begin anew."""

    def __init__(self, document: Any, levels: tuple[tuple[str, str, str], ...]) -> None:
        self._root = document.part.numbering_part.element
        inner = "".join(
            f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f"{'<w:lvlRestart w:val=&quot;0&quot;/>'.replace('&quot;', chr(34)) if name == '条' else ''}"
            f'<w:suff w:val="{"space" if name in ("章", "条") else "nothing"}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for place, (name, text, form) in enumerate(levels)
        )
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>'
            f"{inner}</w:abstractNum>"
        )
        self._root.insert(0, abstract)
        self._levels, self._number = len(levels), 900
        self._add("")

    def begin_anew(self) -> None:
        """Let every level start from one again."""
        self._add(
            "".join(
                f'<w:lvlOverride w:ilvl="{n}"><w:startOverride w:val="1"/></w:lvlOverride>' for n in range(self._levels)
            )
        )

    def number(self, paragraph: Any, level: int) -> None:
        """Give a paragraph its place in the list."""
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{self._number}"/></w:numPr>')
        )

    def _add(self, overrides: str) -> None:
        self._number += 1
        self._root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{self._number}"><w:abstractNumId w:val="90"/>{overrides}</w:num>'
            )
        )


def _level(label: str, levels: tuple[tuple[str, str, str], ...]) -> int | None:
    fitting = (place for place, (name, _, _) in enumerate(levels) if label and re.fullmatch(_FORMS[name], label))
    return next(fitting, None)


def _runs(paragraph: Any, text: str) -> None:
    """Write a text in several runs, as editing leaves it."""
    half = len(text) // 2
    for piece in (text[:half], text[half:]):
        if piece:
            paragraph.add_run(piece)


def _table(document: Any, paragraph: Paragraph) -> None:
    table = document.add_table(rows=0, cols=len(paragraph.rows[0]))
    for row in paragraph.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _remark(document: Any) -> None:
    """Leave a deleted piece and a hidden one in the last paragraph: neither is text of the document."""
    last = document.paragraphs[-1]._p
    deleted = OxmlElement("w:del")
    deleted.set(qn("w:author"), "示例")
    run = OxmlElement("w:r")
    text = OxmlElement("w:delText")
    text.text = "（删去的话）"
    run.append(text)
    deleted.append(run)
    last.append(deleted)
    last.append(parse_xml(f"<w:r {nsdecls('w')}><w:rPr><w:vanish/></w:rPr><w:t>隐藏的话</w:t></w:r>"))
