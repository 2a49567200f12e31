"""What each format hides: numbers by Word, deleted text, radicals, running heads, columns, numbered lists of pages."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from benchmarks.office_documents.families import measures, notice
from benchmarks.office_documents.make_docx import make_docx
from benchmarks.office_documents.make_pdf import make_pdf
from knowledge.ingest.characters import plain
from knowledge.ingest.parse import parse_file
from knowledge.ingest.read_docx import read_docx
from knowledge.ingest.read_html import read_html
from knowledge.ingest.read_pdf import read_pdf
from knowledge.ingest.read_text import read_text
from knowledge.ingest.read_xlsx import read_xlsx
from tests.knowledge.ingest import hostile


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def test_idle_and_invisible_characters_go_and_radicals_become_words() -> None:
    assert plain("\u3000\u3000⼈才\xad⻓\u200b期\xa0 A\tB ") == "人才长期 A B"
    assert plain("第一条\u3000\u3000为了") == "第一条\u3000为了"


def test_numbers_that_word_sets_are_part_of_the_text() -> None:
    data = make_docx(measures(1), automatic=True)
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert not any(text.startswith("第一条") for text in texts)
    assert any(block.text.startswith("第一条") for block in read_docx(data).blocks)


def test_deleted_and_hidden_words_are_no_text_and_changes_are_told() -> None:
    reading = read_docx(make_docx(notice(1), automatic=False))
    whole = "".join(block.text for block in reading.blocks)
    assert "删去的话" not in whole and "隐藏的话" not in whole
    assert any("修订痕迹" in warning for warning in reading.warnings)


def test_a_second_list_of_the_same_numbers_begins_anew() -> None:
    document = docx.Document()
    root = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="50">{level}</w:abstractNum>'))
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    for number, inside in (("501", ""), ("502", anew)):
        link = f'<w:abstractNumId w:val="50"/>{inside}'
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}">{link}</w:num>'))
    for text, number in (("甲", "501"), ("乙", "501"), ("丙", "502"), ("丁", "502"), ("戊", "0")):
        paragraph = document.add_paragraph(text)
        place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(place))
    assert [block.text for block in read_docx(saved(document)).blocks] == ["一、甲", "二、乙", "一、丙", "二、丁", "戊"]


def test_merged_cells_of_word_repeat() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for row, words in enumerate((("类别", "标准"), ("甲", "3"), ("乙", "5"))):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    table.cell(1, 0).merge(table.cell(2, 0))
    (block,) = read_docx(saved(document)).blocks
    assert block.rows[1][0] == block.rows[2][0]
    assert [row[1] for row in block.rows] == ["标准", "3", "5"]


def test_radicals_of_a_pdf_are_repaired_and_told() -> None:
    reading = read_pdf(hostile.pdf_of_radicals("⾼层次⼈才每⼈⼀次性给予⽀持不超过三年"))
    assert reading.blocks[0].text == "高层次人才每人一次性给予支持不超过三年"
    assert any("部首码" in warning for warning in reading.warnings)


@pytest.mark.parametrize("seed", range(6))
def test_page_numbers_and_running_heads_are_left_out(seed: int, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf(measures(seed), seed=seed))
    document = parse_file(tmp_path / "a.pdf")
    assert document.pages is not None and document.pages > 1
    lines = document.text.split("\n")
    assert not [line for line in lines if "Page" in line or "汇编" in line or "内部资料" in line or len(line) < 3]
    assert {clause.page for clause in document.clauses} >= {1, 2}


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    made = measures(1)
    (tmp_path / "a.pdf").write_bytes(make_pdf(made, columns=2, seed=1))
    paths = [clause.path for clause in parse_file(tmp_path / "a.pdf").clauses if clause.level == "条"]
    assert paths == [path for path, level, _ in made.clauses() if level == "条"]


def test_a_page_gives_its_main_part_with_the_numbers_of_its_lists() -> None:
    page = """<html><head><meta charset="gbk"><title>某站</title></head><body><div class="nav"><a>首页</a></div>
    <h1>示例办法</h1>
    <table><tr><td>发文字号</td><td>示例发[2024]3号</td></tr>
    <tr><td>成文日期</td><td>2024-01-05</td></tr></table>
    <div id="zoom"><p>第一条&nbsp;材料包括：</p><ol start="1"><li>身份证明；</li><li>合同。</li></ol>
    <p>第二条　这一段很长，里面有许许多多的字，一直写到一行的末尾才<br>换行，仍是同一段。<br>
    　　第三条　另一段。</p></div>
    <div class="footer">版权所有</div></body></html>""".encode("gbk")
    reading = read_html(page)
    assert [block.text for block in reading.blocks] == [
        "示例办法",
        "第一条 材料包括：",
        "1. 身份证明；",
        "2. 合同。",
        "第二条\u3000这一段很长，里面有许许多多的字，一直写到一行的末尾才换行，仍是同一段。",
        "第三条\u3000另一段。",
    ]
    assert ("文号", "示例发[2024]3号") in reading.labels
    assert ("成文日期", "2024-01-05") in reading.labels


def test_sheets_give_tables_with_merged_cells_filled_and_hidden_ones_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["示例目录", None, None], ["类别", "名称", "时限"], ["甲", "子", 5], [None, "丑", 3.0]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    book.create_sheet("草稿").sheet_state = "hidden"
    reading = read_xlsx(saved(book))
    assert reading.blocks[0].text == "示例目录"
    assert reading.blocks[1].rows == (("类别", "名称", "时限"), ("甲", "子", "5"), ("甲", "丑", "3"))
    assert any("草稿" in warning for warning in reading.warnings)


def test_wrapped_lines_are_joined_and_single_lines_are_not() -> None:
    text = "\u3000\u3000第一条\u3000" + "为了加强管理提高质量" * 9 + "。"
    wrapped = (
        "\n".join(text[place : place + 30] for place in range(0, len(text), 30)) + "\n\u3000\u3000第二条\u3000略。\n"
    )
    assert len(read_text(wrapped.encode("gb18030")).blocks) == 2
    plain_lines = "目录甲\n第一条 为了示例\n第二条 为了示例\n第三条 为了示例\n"
    assert len(read_text(plain_lines.encode()).blocks) == 4


def test_markdown_gives_headings_tables_and_paragraphs() -> None:
    text = "# 示例办法\n\n**第一条** 为了\n示例。\n\n| 类别 | 标准 |\n|---|---|\n| 甲 | 3万元 |\n\n- 另一段\n"
    blocks = read_text(text.encode(), markdown=True).blocks
    assert [block.text for block in blocks] == ["示例办法", "第一条 为了示例。", "类别 | 标准\n甲 | 3万元", "另一段"]
    assert blocks[2].rows == (("类别", "标准"), ("甲", "3万元"))
