"""PDF with text: lines in reading order (two columns too), tables as data, headers and footers left out."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.ingest.blocks import Block, Reading, Rows, table_block
from knowledge.ingest.characters import plain, repaired_radicals
from knowledge.ingest.limits import FEWEST_LETTERS_A_PAGE, MOST_PAGES
from knowledge.ingest.lines import Line, join_lines
from knowledge.ingest.page_frames import framed
from knowledge.ingest.page_furniture import without_furniture
from knowledge.ingest.page_layout import Piece, gutters_of, lines_of
from knowledge.ingest.refusal import DocumentRefused

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Scan:
    width: float
    height: float
    chars: list[dict[str, Any]]
    tables: list[tuple[Box, Rows]]


def read_pdf(data: bytes) -> Reading:
    """Return the blocks of a PDF; raise `DocumentRefused` if it is encrypted, too long, broken or a scan."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pdfplumber.open(io.BytesIO(data)) as pdf:
                return _reading(pdf.pages)
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise DocumentRefused("PDF 已加密，需要密码才能打开：请去掉密码后再录入") from error
        raise DocumentRefused("PDF 已损坏，无法打开：请重新导出后再录入") from error
    except DocumentRefused:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError, AssertionError) as error:
        # pdfminer meets broken files with whatever its parser stumbles over.
        raise DocumentRefused("PDF 已损坏，无法打开：请重新导出后再录入") from error


def _reading(pages: list[Page]) -> Reading:
    if not pages:
        raise DocumentRefused("PDF 里没有页面")
    if len(pages) > MOST_PAGES:
        raise DocumentRefused(f"PDF 有 {len(pages)} 页，最多读 {MOST_PAGES} 页：请拆分成单个文件后再录入")
    scanned: list[_Scan] = []
    letters, empty, radicals = 0, [], 0
    for number, page in enumerate(pages, 1):
        shown = sum(1 for char in page.chars if char["text"].strip())
        radicals += repaired_radicals("".join(char["text"] for char in page.chars))
        letters += shown
        if not shown and page.images:
            empty.append(number)
        scanned.append(_scan(page))
        page.close()
    if letters < FEWEST_LETTERS_A_PAGE * len(pages):
        raise DocumentRefused("PDF 里没有文字，是扫描件或图片：请提供可复制文字的版本，或先做文字识别并核对后再录入")
    gutters = gutters_of([scan.chars for scan in scanned], max(scan.width for scan in scanned))
    laid = [_pieces(scan, number, gutters[number - 1]) for number, scan in enumerate(scanned, 1)]
    told = [f"第{'、'.join(map(str, empty))}页只有图片没有文字，未能录入"] if empty else []
    if radicals:
        told.append(f"有 {radicals} 个字是部首码（如“⼈”），已换成普通汉字")
    return Reading(tuple(_blocks(framed(without_furniture(laid)))), (), tuple(told), len(pages))


def _scan(page: Page) -> _Scan:
    """Return what stands on a page: characters outside of tables, and the tables."""
    tables = []
    for found in page.find_tables():
        rows = _rows(found.extract())
        if len(rows) >= 2 and max(len(row) for row in rows) >= 2:
            tables.append((found.bbox, rows))
    chars = [
        char for char in page.chars if char.get("upright", True) and not any(_inside(char, box) for box, _ in tables)
    ]
    return _Scan(float(page.width), float(page.height), chars, tables)


def _pieces(scan: _Scan, number: int, gutter: float | None) -> list[Piece]:
    """Return lines and tables of a page in reading order."""
    lines = lines_of(scan.chars, number, gutter)
    tables = [Piece(box[1], box[3], None, rows, number, scan.height) for box, rows in scan.tables]
    return _merged(lines, tables, scan.height)


def _merged(lines: list[Piece], tables: list[Piece], height: float) -> list[Piece]:
    """Put tables between the lines: before the first line of reading order that stands lower in the same column."""
    merged = [piece.on(height) for piece in lines]
    for table in sorted(tables, key=lambda piece: piece.top):
        place = next((i for i, piece in enumerate(merged) if piece.after(table)), len(merged))
        merged.insert(place, table)
    return merged


def _rows(table: list[list[Any]]) -> Rows:
    """Return the cells as plain text; a cell that a merged one covers repeats what stands there."""
    rows = []
    for row in table:
        cells = [None if cell is None else plain(_unwrapped(cell)) for cell in row]
        rows.append(cells)
    for index, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if cell is None:
                left = cells[place - 1] if place else None
                above = rows[index - 1][place] if index else None
                cells[place] = (above if above is not None and place == 0 else left) or above or ""
    return tuple(tuple(cell or "" for cell in row) for row in rows if any(row))


def _unwrapped(cell: str) -> str:
    pieces = [piece.strip() for piece in str(cell).split("\n")]
    text = ""
    for piece in pieces:
        both = (
            text and piece and text[-1].isascii() and text[-1].isalpha() and piece[0].isascii() and piece[0].isalpha()
        )
        text += (" " if both else "") + piece
    return text


def _inside(char: dict[str, Any], box: Box) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _blocks(pieces: list[Piece]) -> Iterator[Block]:
    """Join lines between tables, and the parts of a table that a page break cut."""
    waiting: list[Line] = []
    table: Piece | None = None
    for piece in pieces:
        if piece.line is not None:
            if table is not None:
                yield from _table(table)
                table = None
            waiting.append(piece.line)
            continue
        yield from join_lines(waiting)
        waiting = []
        if table is not None and _goes_on(table, piece):
            rows = piece.rows[1:] if piece.rows[0] == table.rows[0] else piece.rows
            table = table.with_rows((*table.rows, *rows), piece.page)
        else:
            if table is not None:
                yield from _table(table)
            table = piece
    if table is not None:
        yield from _table(table)
    yield from join_lines(waiting)


def _goes_on(table: Piece, piece: Piece) -> bool:
    return piece.page == table.last_page + 1 and len(piece.rows[0]) == len(table.rows[0])


def _table(piece: Piece) -> Iterator[Block]:
    block = table_block(piece.rows, piece.page)
    if block is not None:
        yield block
