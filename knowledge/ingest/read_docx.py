"""Word: paragraphs with their automatic numbers, tables as data; comments, deleted and hidden text left out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from knowledge.ingest.blocks import Align, Block, Reading, table_block
from knowledge.ingest.breaks import joined_breaks
from knowledge.ingest.characters import plain
from knowledge.ingest.docx_numbers import Numbering
from knowledge.ingest.limits import MOST_BLOCKS
from knowledge.ingest.office_package import check_package
from knowledge.ingest.refusal import DocumentRefused

_ALIGN: dict[str, Align] = {"center": "center", "right": "right", "end": "right"}
_LEFT_OUT = frozenset(qn(name) for name in ("w:del", "w:moveFrom", "w:instrText", "w:rPr", "w:pPr", "w:fldData"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PAGE, _BREAK = "\f", "\n"
_ENDED = re.compile(r"[。；：！？;:!?”）]$")


def read_docx(data: bytes) -> Reading:
    """Return the blocks of a Word document; raise `DocumentRefused` if it is broken, hostile or has no text."""
    check_package(data)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(_Walker(document).blocks(document.element.body))
    except (
        PackageNotFoundError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        AttributeError,
    ) as error:
        raise DocumentRefused("Word 文档已损坏，无法打开：请用 Word 或 WPS 打开后重新保存") from error
    if len(blocks) > MOST_BLOCKS:
        raise DocumentRefused(f"Word 文档有 {len(blocks)} 段，最多读 {MOST_BLOCKS} 段：请拆分后再录入")
    if not blocks and document.inline_shapes:
        raise DocumentRefused("Word 文档里只有图片没有文字：请提供可复制文字的版本")
    changes = next(document.element.body.iter(qn("w:ins"), qn("w:del"), qn("w:moveFrom")), None)
    told = ("文档里有修订痕迹：按“接受全部修订”读取，请核对",) if changes is not None else ()
    return Reading(tuple(blocks), warnings=told)


class _Walker:
    """Walks through the body once: numbers and pages are counted on the way."""

    def __init__(self, document: WordDocument) -> None:
        self._numbers = Numbering(document)
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))}
        # Without the marks of a layout the pages are unknown: Word itself sets them when it lays out.
        laid_out = next(document.element.body.iter(qn("w:lastRenderedPageBreak")), None) is not None
        self._page: int | None = 1 if laid_out else None

    def blocks(self, container: Any) -> Iterator[Block]:
        """Yield the blocks below a node that holds paragraphs, tables and content controls."""
        for node in container:
            if node.tag == qn("w:p"):
                yield from self._paragraph(node)
            elif node.tag == qn("w:tbl"):
                yield from self._table(node)
            elif node.tag == qn("w:sdt"):
                gallery = node.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
                content = node.find(qn("w:sdtContent"))
                if content is not None and (gallery is None or "Table of Contents" not in gallery.get(qn("w:val"), "")):
                    yield from self.blocks(content)
            elif node.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")):
                yield from self.blocks(node)

    def _paragraph(self, node: Any) -> Iterator[Block]:
        for box in self._boxes(node):
            yield from self.blocks(box)
        style = self._style_chain(node)
        names = [name.get(qn("w:val"), "").lower() for link in style if (name := link.find(qn("w:name"))) is not None]
        label = self._numbers.label(node)
        if any(re.match(r"toc( |$)|目录", name) for name in names):
            return
        align, heading = self._align(node, style), self._heading(node, style, names)
        pieces = "".join(self._text(node)).split(_BREAK)
        for place, piece in enumerate(joined_breaks(pieces)):
            before, page = piece.count(_PAGE, 0, len(piece) - len(piece.lstrip(_PAGE + " \u3000"))), piece.count(_PAGE)
            if self._page is not None:
                self._page += before
            text = plain(piece.replace(_PAGE, ""))
            if place == 0:
                text = plain(label + text) if text else ""
            if text:
                yield Block(text, self._page, align, heading)
            if self._page is not None:
                self._page += page - before

    def _text(self, node: Any) -> Iterator[str]:
        """Yield the visible text of a paragraph; breaks come as control characters."""
        for child in node:
            tag = child.tag
            if tag in _LEFT_OUT or tag == _FALLBACK or not isinstance(tag, str):
                continue
            if tag == qn("w:r") and _is_hidden(child):
                continue
            if tag in (qn("w:t"), _MATH):
                yield child.text or ""
            elif tag in (qn("w:tab"), qn("w:ptab")):
                yield "\u3000"
            elif tag == qn("w:noBreakHyphen"):
                yield "-"
            elif tag in (qn("w:br"), qn("w:cr")):
                if child.get(qn("w:type")) != "page":
                    yield _BREAK
            elif tag == qn("w:lastRenderedPageBreak"):
                yield _PAGE
            elif tag == qn("w:sym"):
                continue
            elif tag != qn("w:txbxContent"):
                yield from self._text(child)

    def _boxes(self, node: Any) -> list[Any]:
        """Return the text boxes anchored in a paragraph, each once (Word writes them twice, for old readers too)."""
        return [
            box
            for box in node.iter(qn("w:txbxContent"))
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors())
            and next((p for p in box.iterancestors(qn("w:p"))), None) is node
        ]

    def _table(self, node: Any) -> Iterator[Block]:
        rows = [self._cells(row) for row in node.iter(qn("w:tr")) if next(row.iterancestors(qn("w:tbl"))) is node]
        # A table of one column, or one that only places a signature, is layout.
        if max((len(row) for row in rows), default=0) <= 1:
            for row in node.iter(qn("w:tr")):
                if next(row.iterancestors(qn("w:tbl"))) is node:
                    for cell in row.findall(qn("w:tc")):
                        yield from self.blocks(cell)
            return
        for index, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is None:
                    row[place] = rows[index - 1][place] if index and place < len(rows[index - 1]) else ""
        block = table_block([[cell or "" for cell in row] for row in rows], self._page)
        if block is not None:
            yield block

    def _cells(self, row: Any) -> list[str | None]:
        """Return the cells of a row on the grid: a wide cell repeats, a cell merged with the one above is None."""
        cells: list[str | None] = []
        for cell in row.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tr"))) is not row:
                continue
            properties = cell.find(qn("w:tcPr"))
            merged = properties.find(qn("w:vMerge")) if properties is not None else None
            span = properties.find(qn("w:gridSpan")) if properties is not None else None
            width = min(int(span.get(qn("w:val"), "1")), 60) if span is not None else 1
            goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
            text = None if goes_on else _cell_text([block.text for block in self.blocks(cell)])
            cells += [text] * width
        return cells

    def _style_chain(self, node: Any) -> list[Any]:
        style = node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name: str | None = style.get(qn("w:val")) if style is not None else None
        chain: list[Any] = []
        while name in self._styles and len(chain) < 20:
            chain.append(self._styles[name])
            based = chain[-1].find(qn("w:basedOn"))
            name = based.get(qn("w:val")) if based is not None else None
        return chain

    def _align(self, node: Any, style: list[Any]) -> Align:
        for place in (node, *style):
            found = place.find(f"{qn('w:pPr')}/{qn('w:jc')}")
            if found is not None:
                return _ALIGN.get(found.get(qn("w:val")), "")
        return ""

    def _heading(self, node: Any, style: list[Any], names: list[str]) -> int:
        if "title" in names:
            return 1
        for place in (node, *style):
            found = place.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if found is not None:
                level = int(found.get(qn("w:val"), "9"))
                return level + 1 if level < 6 else 0
        return 0


def _is_hidden(run: Any) -> bool:
    hidden = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return hidden is not None and hidden.get(qn("w:val"), "true") not in ("0", "false", "off")


def _cell_text(paragraphs: list[str]) -> str:
    """Join the paragraphs of a cell; a blank parts what no mark parts."""
    text = ""
    for paragraph in paragraphs:
        text += paragraph if not text or _ENDED.search(text) else f" {paragraph}"
    return text
