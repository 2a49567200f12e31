"""What staff should look at before they approve a document, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from knowledge.ingest.clauses import ParsedClause
from knowledge.ingest.document_numbers import broken_numbers
from knowledge.ingest.figures import odd_amounts
from knowledge.ingest.metadata import NEWS, Metadata
from knowledge.ingest.part import Part, Role

_COUNTED = frozenset({"编", "章", "节", "条", "项", "目", "一、", "（一）", "1.", "（1）", "1）", "①"})
_MOST = 8


def warnings_of(
    metadata: Metadata, parts: Sequence[Part], clauses: Sequence[ParsedClause], texts: Iterable[str]
) -> tuple[str, ...]:
    """Return warnings about numbers, dates, numbering and amounts; none is a reason to refuse."""
    told = [*_about_number(metadata, texts), *_about_fields(metadata), *_about_dates(metadata)]
    told += _about_order(clauses)
    told += _about_amounts(clauses)
    told += _about_attachments(parts)
    return (*metadata.notes, *told)


def _about_number(metadata: Metadata, texts: Iterable[str]) -> list[str]:
    broken = dict.fromkeys(number for text in texts for number in broken_numbers(text))
    told = [f"文号疑似损坏：{number}（括号或“号”可能丢失，未自动更正，请对照原件）" for number in list(broken)[:_MOST]]
    if metadata.number is None and metadata.kind != NEWS:
        told.append("没有找到本文件的文号")
    return told


def _about_fields(metadata: Metadata) -> list[str]:
    told = []
    if not metadata.title:
        told.append("没有找到标题")
    if metadata.kind == NEWS:
        return told if metadata.published_on else [*told, "没有找到发布日期"]
    if not metadata.issued_by:
        told.append("没有找到发文机关")
    if metadata.signed_on is None:
        told.append("没有找到成文日期")
    if metadata.effective_from is None:
        told.append("没有找到施行日期")
    if metadata.trial and metadata.effective_to is None:
        told.append("文件为试行或暂行，没有找到有效期")
    return told


def _about_dates(metadata: Metadata) -> list[str]:
    ordered: list[tuple[str, date | None, str, date | None]] = [
        ("施行日期", metadata.effective_from, "成文日期", metadata.signed_on),
        ("失效日期", metadata.effective_to, "施行日期", metadata.effective_from),
        ("发布日期", metadata.published_on, "成文日期", metadata.signed_on),
    ]
    return [
        f"{later_name} {later} 早于{earlier_name} {earlier}，请核对"
        for later_name, later, earlier_name, earlier in ordered
        if later is not None and earlier is not None and later < earlier
    ]


def _about_order(clauses: Sequence[ParsedClause]) -> list[str]:
    """Tell of gaps and doubles among the clauses of one parent; articles are counted through all chapters."""
    told = []
    last: dict[tuple[str, str], ParsedClause] = {}
    for clause in clauses:
        if clause.level not in _COUNTED or clause.ordinal is None:
            continue
        part = clause.path.partition(" ")[0] if " " in clause.path else ""
        key = (clause.level, part if clause.level == "条" else clause.parent)
        before = last.get(key)
        expected = before.ordinal + 1 if before is not None and before.ordinal is not None else 1
        if clause.ordinal != expected and "之" not in clause.path[-4:]:
            where = f"“{before.path}”之后是“{clause.path}”" if before is not None else f"从“{clause.path}”开始"
            told.append(f"编号不连续：{where}")
        last[key] = clause
    return told[:_MOST]


def _about_amounts(clauses: Sequence[ParsedClause]) -> list[str]:
    parents = {clause.parent for clause in clauses}
    told = []
    for clause in clauses:
        if clause.path not in parents:
            told += [f"金额写法存疑：{clause.path}“{words}”" for words in odd_amounts(clause.text)]
    return list(dict.fromkeys(told))[:_MOST]


def _about_attachments(parts: Sequence[Part]) -> list[str]:
    listed = [block.block.text for part in parts[:1] for block in part.of(Role.ATTACHMENT_LIST)]
    held = sum(1 for part in parts if part.name.startswith("附件"))
    inner = any(part.name == "正文" for part in parts)
    if listed and held + inner < len(listed):
        return [f"正文列了 {len(listed)} 个附件，文件里找到 {held} 个"]
    return []
