"""Set a document as PDF: wrapped lines, one or two columns, running heads, page numbers, tables over page breaks."""

from __future__ import annotations

import io
import random
import re

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.office_documents.model import Made, Paragraph

FONT = "STSong-Light"
_NO_START = "，。；：、！？）》”】〕"
_FOOTERS = (
    "— {page} —",
    "第 {page} 页 共 {pages} 页",
    "Page {page} of {pages}",
    "- {page} -",
    "{page} / {pages}",
    "{page}",
)
_HEADS = ("", "示例市人才工作文件汇编", "内部资料 注意保存")
_CENTERED = ("red_head", "title", "adopted")


def make_pdf(made: Made, *, columns: int = 1, seed: int = 0) -> bytes:
    """Return the bytes of a PDF; the running head and the form of page numbers follow `seed`."""
    pages = _set(made, columns, seed, 0).pages
    return _set(made, columns, seed, pages).bytes()


def _set(made: Made, columns: int, seed: int, pages: int) -> _Setter:
    setter = _Setter(columns, seed, pages)
    for paragraph in made.paragraphs():
        setter.add(paragraph)
    setter.close()
    return setter


class _Setter:
    def __init__(self, columns: int, seed: int, pages: int) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self._stream = io.BytesIO()
        self._canvas = Canvas(self._stream, pagesize=A4)
        self._random = random.Random(seed)  # noqa: S311
        self._footer, self._head = _FOOTERS[seed % len(_FOOTERS)], _HEADS[seed % len(_HEADS)]
        self._columns, self._all = columns, pages
        self._size = 10.5 if columns == 2 else self._random.choice((14.0, 15.0, 16.0))
        self._lead = self._size * self._random.choice((1.5, 1.75))
        self._indents = seed % 5 != 4
        width, height = A4
        self._left, self._right, self._top, self._bottom = 72.0, width - 72.0, height - 96.0, 96.0
        self.pages, self._column, self._opened = 0, 0, False
        self._y = self._column_top = self._top

    def bytes(self) -> bytes:
        return self._stream.getvalue()

    def close(self) -> None:
        self._finish_page()
        self._canvas.save()

    def add(self, paragraph: Paragraph) -> None:
        """Set one paragraph or table."""
        if paragraph.kind == "attachment":
            self._finish_page()
        if paragraph.rows:
            self._table(paragraph)
            return
        text = paragraph.label + paragraph.text
        if paragraph.kind in _CENTERED or paragraph.kind == "number" or re.match("第.+[章节]", paragraph.label):
            size = self._size * 1.35 if paragraph.kind in ("red_head", "title") else self._size
            self._full_width(text, size)
        elif paragraph.kind in ("signature", "date"):
            self._line(text, self._edges()[1] - pdfmetrics.stringWidth(text, FONT, self._size) - 2 * self._size)
        else:
            flush = paragraph.kind == "addressee" or not self._indents
            if not self._indents:
                self._y -= 0.8 * self._lead
            self._wrapped(text, 0 if flush else 2)
        if paragraph.kind == "addressee":
            self._column_top = self._y

    def _edges(self) -> tuple[float, float]:
        if self._columns == 1 or not self._opened:
            return self._left, self._right
        gutter, middle = 24.0, (self._left + self._right) / 2
        return (self._left, middle - gutter / 2) if self._column == 0 else (middle + gutter / 2, self._right)

    def _full_width(self, text: str, size: float) -> None:
        """Set centred lines: of the head over the whole page, of a column within it."""
        left, right = self._edges()
        for line in _cut(text, size, right - left, 0):
            self._room()
            left, right = self._edges()
            self._draw(line, (left + right) / 2 - pdfmetrics.stringWidth(line, FONT, size) / 2, size)

    def _wrapped(self, text: str, indent: int) -> None:
        self._open_columns()
        left, right = self._edges()
        for place, line in enumerate(_cut(text, self._size, right - left, indent)):
            self._room()
            left, _ = self._edges()
            self._draw(line, left + (indent * self._size if place == 0 else 0), self._size)

    def _line(self, text: str, x: float) -> None:
        self._room()
        self._draw(text, x, self._size)

    def _open_columns(self) -> None:
        if not self._opened:
            self._opened, self._column_top = True, self._y

    def _draw(self, text: str, x: float, size: float) -> None:
        self._canvas.setFont(FONT, size)
        self._canvas.drawString(x, self._y, text)
        self._y -= max(self._lead, size * 1.3)

    def _room(self, needed: float = 0.0) -> None:
        if self._y - needed >= self._bottom:
            return
        if self._columns == 2 and self._opened and self._column == 0:
            self._column, self._y = 1, self._column_top
            return
        self._finish_page()

    def _finish_page(self) -> None:
        self.pages += 1
        self._canvas.setFont(FONT, 9)
        width = A4[0]
        self._canvas.drawCentredString(width / 2, 48, self._footer.format(page=self.pages, pages=self._all))
        if self._head:
            self._canvas.drawString(self._left, A4[1] - 54, self._head)
        self._canvas.showPage()
        self._column, self._y, self._column_top = 0, self._top, self._top

    def _table(self, paragraph: Paragraph) -> None:
        self._open_columns()
        left, right = self._edges()
        width, height = (right - left) / len(paragraph.rows[0]), self._lead * 1.4
        size = min(self._size * 0.7, width / 9)
        for place, row in enumerate(paragraph.rows):
            if self._y - height < self._bottom:
                self._room(height)
                if place:
                    self._row(paragraph.rows[0], left, width, height, size)
            left, right = self._edges()
            self._row(row, left, width, height, size)
        self._y -= self._lead

    def _row(self, row: tuple[str, ...], left: float, width: float, height: float, size: float) -> None:
        for place, cell in enumerate(row):
            x = left + place * width
            self._canvas.rect(x, self._y - height + self._size, width, height)
            self._canvas.setFont(FONT, size)
            self._canvas.drawString(x + 3, self._y - height + self._size + height / 3, cell)
        self._y -= height


def _cut(text: str, size: float, width: float, indent: int) -> list[str]:
    """Cut a text into lines; a mark that may not begin a line goes with the one before, words stay whole."""
    lines, line, room = [], "", width - indent * size
    for token in re.findall(r"[A-Za-z0-9.%]+|.", text):
        wide = pdfmetrics.stringWidth(line + token, FONT, size) > room
        if wide and line and token not in _NO_START:
            lines.append(line)
            line, room = token.lstrip(" "), width
        else:
            line += token
    return [*lines, line] if line else lines
