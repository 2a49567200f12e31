"""Values that a document carries under a label: 发文字号：…, 成文日期：…, 来源：…."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.ingest.characters import squeezed

LABELS = {
    "标题": "标题", "文件标题": "标题", "名称": "标题", "信息名称": "标题", "公文名称": "标题",
    "发文字号": "文号", "文号": "文号", "发文号": "文号", "发文文号": "文号", "文件编号": "文号", "公文号": "文号",
    "发文机关": "机构", "发文机构": "机构", "发布机构": "机构", "制定机关": "机构", "发文单位": "机构", "公开主体": "机构",
    "信息来源": "来源", "来源": "来源", "文章来源": "来源", "稿源": "来源",
    "成文日期": "成文日期", "发文日期": "成文日期", "签发日期": "成文日期", "生成日期": "成文日期", "成文时间": "成文日期",
    "发布日期": "发布日期", "发布时间": "发布日期", "公开日期": "发布日期", "公布日期": "发布日期", "公开时间": "发布日期",
    "印发日期": "印发日期", "印发时间": "印发日期",
    "施行日期": "施行日期", "实施日期": "施行日期", "生效日期": "施行日期", "执行日期": "施行日期", "实施时间": "施行日期",
    "失效日期": "失效日期", "废止日期": "失效日期", "有效期至": "失效日期", "截止日期": "",
    "有效性": "有效性", "效力状态": "有效性", "时效性": "有效性", "文件状态": "有效性",
    "索引号": "索引号", "主题分类": "主题分类", "体裁分类": "体裁分类", "主题词": "", "公开方式": "", "信息分类": "主题分类",
}  # fmt: skip
"""What pages and documents write, and what it means here; an empty meaning is read and left alone."""

_NAME = "|".join(sorted((r"[ \u3000]*".join(name) for name in LABELS), key=len, reverse=True))
_LINE = re.compile(rf"[\[【]?[ \u3000]*(?P<name>{_NAME})[ \u3000]*[\]】]?[ \u3000]*[：:][ \u3000]*(?P<value>.*)")
_SPAN = re.compile(
    rf"[\[【]?(?P<name>{_NAME})[ \u3000]*[\]】]?[ \u3000]*[：:][ \u3000]*(?P<value>.*?)"
    rf"(?=[\s|｜]+[\[【]?(?:{_NAME})[ \u3000]*[\]】]?[ \u3000]*[：:]|\s*$)"
)
_LONGEST_VALUE = 80


def labels_in_text(lines: Iterable[str], *, spans: bool = False) -> list[tuple[str, str]]:
    """Return the labelled values of lines; with `spans` several may stand on one line, and anywhere in it."""
    pairs = []
    for line in lines:
        for match in _SPAN.finditer(line) if spans else filter(None, [_LINE.fullmatch(line)]):
            name = LABELS[squeezed(match["name"])]
            value = match["value"].strip()
            if name and value and len(value) <= _LONGEST_VALUE:
                pairs.append((name, value))
    return pairs


def is_label_line(line: str) -> bool:
    """Tell whether a line is nothing but a label and its value."""
    match = _LINE.fullmatch(line)
    return match is not None and len(match["value"]) <= _LONGEST_VALUE
