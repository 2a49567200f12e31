"""Excel: every sheet as tables with merged cells filled; formulas by their last values."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.ingest.blocks import Block, Reading, table_block
from knowledge.ingest.characters import plain
from knowledge.ingest.limits import MOST_COLUMNS, MOST_ROWS
from knowledge.ingest.office_package import check_package
from knowledge.ingest.refusal import DocumentRefused


def read_xlsx(data: bytes) -> Reading:
    """Return the sheets of a workbook as headings and tables; raise `DocumentRefused` if broken, hostile or huge."""
    check_package(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
    ) as error:
        raise DocumentRefused("Excel 工作簿已损坏，无法打开：请用 Excel 或 WPS 打开后重新保存") from error
    blocks: list[Block] = []
    told = []
    for number, sheet in enumerate((sheet for sheet in book.worksheets), 1):
        if sheet.sheet_state != "visible":
            told.append(f"工作表“{sheet.title}”是隐藏的，未录入")
            continue
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            raise DocumentRefused(
                f"工作表“{sheet.title}”有 {sheet.max_row} 行 {sheet.max_column} 列，"
                f"最多读 {MOST_ROWS} 行 {MOST_COLUMNS} 列"
            )
        blocks += _sheet(sheet, number)
    return Reading(tuple(blocks), warnings=tuple(told), pages=len(book.worksheets))


def _sheet(sheet: Worksheet, number: int) -> Iterator[Block]:
    """Yield a heading for each line of one cell above the table, and the table; the page is the sheet's number."""
    filled = _filled(sheet)
    rows = [[plain(_cell(cell)) for cell in row] for row in filled]
    width = max((place + 1 for row in rows for place, cell in enumerate(row) if cell), default=0)
    table: list[list[str]] = []
    for row in (row[:width] for row in rows):
        if not any(row):
            continue
        if len({cell for cell in row if cell}) == 1 and (not table or len(table) > 1) and width > 1:
            block = table_block(table, number)
            if block is not None:
                yield block
            table = []
            yield Block(next(cell for cell in row if cell), number, "center")
        else:
            table.append(row)
    block = table_block(table, number)
    if block is not None:
        yield block


def _filled(sheet: Worksheet) -> list[list[Any]]:
    grid = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for merged in sheet.merged_cells.ranges:
        value = sheet.cell(merged.min_row, merged.min_col).value
        for row in range(merged.min_row - 1, min(merged.max_row, len(grid))):
            for column in range(merged.min_col - 1, min(merged.max_col, len(grid[row]))):
                grid[row][column] = value
    return grid


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
