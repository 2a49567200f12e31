"""Values that a document carries under a label: 发文字号：…, 成文日期：…, 来源：…."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.ingest.characters import squeezed
from knowledge.ingest.dates import only_date
from knowledge.ingest.document_numbers import own_number
from knowledge.ingest.issuers import organs_of, organs_of_label
from knowledge.ingest.rules import RULES

LABELS: dict[str, str] = {name: meaning for meaning, names in RULES["labels"].items() for name in names}
"""What pages and documents write, and what it means here; an empty meaning is read and left alone."""

_NAME = "|".join(sorted((r"[ \u3000]*".join(name) for name in LABELS), key=len, reverse=True))
_LINE = re.compile(rf"[\[【]?[ \u3000]*(?P<name>{_NAME})[ \u3000]*[\]】]?[ \u3000]*[：:][ \u3000]*(?P<value>.*)")
_SPAN = re.compile(
    rf"(?<![\u4e00-\u9fa5])[\[【]?(?P<name>{_NAME})[ \u3000]*[\]】]?[ \u3000]*[：:][ \u3000]*(?P<value>.*?)"
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


def value_follows(label: str, value: str) -> bool:
    """Tell whether a line is the value of a label that stands alone on the line before (文号： then the number)."""
    match = _LINE.fullmatch(label)
    if match is None or match["value"].strip():
        return False
    meaning = LABELS[squeezed(match["name"])]
    if meaning.endswith("日期"):
        return only_date(value) is not None
    if meaning == "文号":
        return own_number(value) != ""
    if meaning == "机构":
        return all(organs_of(organ) for organ in organs_of_label(value))
    return meaning == "" and re.fullmatch(r"[A-Za-z0-9/-]{4,40}", value) is not None


def is_label_line(line: str) -> bool:
    """Tell whether a line is nothing but a label and its value."""
    match = _LINE.fullmatch(line)
    return match is not None and len(match["value"]) <= _LONGEST_VALUE
