"""The clause tree: paths, levels, exact text at its range; whatever the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.parse import ParsedDocument, parse_file, parse_source
from knowledge.ingest.refusal import DocumentRefused
from knowledge.ingest.source import SourceFile

MEASURES = """示例区人才公寓管理办法
（2024年1月5日示例区人民政府第3次常务会议通过）
第一章　总则
第一条　为了规范管理，制定本办法。
第二条　本办法适用于在本区工作的人才。
前款所称人才，不受第十二条规定的限制。
第二章　申请
第三条 申请人应当符合下列条件：
（一）全职工作；
（二）符合下列之一：
1.博士；
2.硕士。
第三条之一 特殊情形另行规定。
第五条 本办法自2024年3月1日起施行。
"""


NOTICE = """关于做好示例工作的通知
各有关单位：
现将有关事项通知如下。
一、总体要求
要认真落实。
二、主要任务
（一）加强服务。要做到：
1、及时；
2、准确。
（1）有记录；
（二）加强管理。
本通知自印发之日起施行。
附件：1.申请表
2.清单
示例区人才局
2024年1月5日
附件1
申请表
姓名
附件2
清单
1.身份证明
2.合同
"""


def parsed(text: str, name: str = "示例.txt") -> ParsedDocument:
    return parse_source(SourceFile(name, "text", text.encode(), "0" * 64))


def paths(document: ParsedDocument) -> dict[str, str]:
    return {clause.path: clause.text for clause in document.clauses}


def test_chapters_articles_paragraphs_items() -> None:
    document = parsed(MEASURES)
    assert list(paths(document)) == [
        "第一章", "第一条", "第二条", "第二条第一款", "第二条第二款",
        "第二章", "第三条", "第三条第（一）项", "第三条第（二）项", "第三条第（二）项第1目", "第三条第（二）项第2目",
        "第三条之一", "第五条",
    ]  # fmt: skip
    by_path = {clause.path: clause for clause in document.clauses}
    assert by_path["第三条第（二）项"].text == "（二）符合下列之一：\n1.博士；\n2.硕士。"
    assert (by_path["第三条"].level, by_path["第三条"].ordinal, by_path["第三条"].parent) == ("条", 3, "第二章")
    assert by_path["第一章"].heading == "总则"
    assert by_path["第二条第二款"].text == "前款所称人才，不受第十二条规定的限制。"


def test_a_gap_in_the_numbering_is_told() -> None:
    assert any("编号不连续：“第三条之一”之后是“第五条”" in warning for warning in parsed(MEASURES).warnings)


def test_a_notice_has_its_own_levels_and_its_closing_stands_apart() -> None:
    document = parsed(NOTICE)
    assert list(paths(document)) == [
        "第1段", "一、", "二、", "二、（一）", "二、（一）1、", "二、（一）2、", "二、（一）2、（1）", "二、（二）",
        "第2段",
        "附件1 第1段", "附件2 1.", "附件2 2.",
    ]  # fmt: skip
    assert paths(document)["一、"] == "一、总体要求\n要认真落实。"
    assert document.metadata.issued_by == ("示例区人才局",)


def test_a_measure_that_a_notice_brings_has_plain_paths() -> None:
    notice = "关于印发《示例办法》的通知\n各单位：\n现将《示例办法》印发给你们。\n示例局\n2024年1月5日\n"
    document = parsed(notice + "示例办法\n第一条 为了示例。\n第二条 自印发之日起施行。\n")
    assert list(paths(document)) == ["印发通知 第1段", "第一条", "第二条"]
    assert document.metadata.name == "示例办法"


def test_a_mention_of_an_article_begins_none() -> None:
    document = parsed("示例办法\n第一条 甲。\n第十二条规定的人员，按照办理。\n第二条 乙。\n第三条第二款所称的。\n")
    articles = [path for path in paths(document) if not path.endswith("款")]
    assert articles == ["第一条", "第二条"]
    assert len(document.clauses) == 6


@pytest.mark.parametrize("text", ["标题\n", "关于示例的通知"])
def test_a_title_alone_is_refused(text: str) -> None:
    with pytest.raises(DocumentRefused, match="只有标题"):
        parsed(text)


_LINES = st.sampled_from([
    "第一章 总则", "第一条 甲。", "第二条", "（一）乙；", "1.丙；", "一、丁", "（1）戊", "①己", "庚。", "附件：1.辛",
    "附件1", "示例局", "2024年1月5日", "壬", "目录", "示例发〔2024〕1号", "各单位：",
    "\u3000\u3000癸，\u00a0子\u00ad丑", "# 寅", "| 卯 | 辰 |", "巳\t午",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_LINES, st.text(max_size=30)), min_size=1, max_size=25), st.sampled_from(["甲.txt", "甲.md"]))
def test_every_clause_is_the_documents_text_at_its_range(lines: list[str], name: str) -> None:
    try:
        document = parsed("\n".join(lines).encode("utf-8", "ignore").decode(), name)
    except DocumentRefused:
        return
    found = [clause.path for clause in document.clauses]
    assert len(found) == len(set(found))
    by_path = {clause.path: clause for clause in document.clauses}
    for clause in document.clauses:
        assert document.text[clause.start : clause.end] == clause.text
        if clause.parent and by_path[clause.parent].level not in ("编", "章", "节"):
            above = by_path[clause.parent]
            assert above.start <= clause.start and clause.end <= above.end


def test_the_fixture_is_read_from_a_path_too(tmp_path: Path) -> None:
    (tmp_path / "示例.txt").write_bytes(MEASURES.encode("gb18030"))
    assert parse_file(tmp_path / "示例.txt").metadata.title == "示例区人才公寓管理办法"


def test_a_paragraph_within_an_item_is_no_paragraph_of_the_article() -> None:
    items = "（一）在职人员。\n另有规定的除外。\n1.甲；\n2.乙。\n（二）退休人员。\n"
    document = parsed(f"示例办法\n第一条 标准如下：\n{items}前款标准可以调整。\n第二条 略。\n")
    assert list(paths(document)) == [
        "第一条", "第一条第一款", "第一条第一款第（一）项",
        "第一条第一款第（一）项第1目", "第一条第一款第（一）项第2目",
        "第一条第一款第（二）项", "第一条第二款", "第二条",
    ]  # fmt: skip


FRONT = """【一图读懂】《示例区人才办关于进一步加强人才服务的通知》 2021-04-21
当前位置：首页 > 规范性文件
基本信息
统一编号：
GZ0220210007
文 号：
示例发[2021]7号
实施日期：
2021年04月16日
失效日期：
2026年04月15日
文件状态：
示例区人才办关于进一步加强人才服务的通知
分享到
-
示例发[2021]7号
示例区人才办关于进一步加强人才服务的通知
各有关单位：
根据有关规定，现就进一步加强人才服务通知如下。
一、范围
按规定实施。
二、其他
本通知自印发之日起施行。
示例区人才办
2021年4月13日
公开方式：主动公开
示例区人才办 2021年4月16日印发
"""


def test_what_a_page_puts_above_a_document_gives_labels_and_no_clauses() -> None:
    document = parsed(FRONT)
    assert list(paths(document)) == ["第1段", "一、", "二、"]
    metadata = document.metadata
    assert (metadata.title, metadata.number) == ("示例区人才办关于进一步加强人才服务的通知", "示例发〔2021〕7号")
    assert [str(day) for day in (metadata.signed_on, metadata.effective_from, metadata.effective_to)] == [
        "2021-04-13", "2021-04-16", "2026-04-15",
    ]  # fmt: skip
