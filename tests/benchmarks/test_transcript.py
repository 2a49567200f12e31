"""The transcript holds every block in full."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest

from benchmarks.transcript import Reply, Scene, Turn, markdown
from knowledge.blocks import AnyBlock
from knowledge.settings import ROOT

_EXAMPLES = (ROOT / "docs" / "api.md").read_text("utf-8").split("## Reply blocks")[1]
# One of each kind, as docs/api.md shows them.
BLOCKS: list[dict[str, Any]] = [json.loads(found) for found in re.findall(r"```json\n(.*?)```", _EXAMPLES, re.DOTALL)]
_SILENT = {"type", "role", "id", "payload"}


def told(*blocks: dict[str, Any], said: str = "示例", expect: str = "") -> str:
    return markdown([Scene("示例", (Turn(said, expect, (Reply("answered", blocks, 12.4),)),))])


def values(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [value for key, item in part.items() if key not in _SILENT for value in values(item)]
    if isinstance(part, list):
        return [value for item in part for value in values(item)]
    return [] if part in (None, "") or isinstance(part, bool) else [str(part)]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block["type"])
def test_every_value_of_every_kind_is_told(block: dict[str, Any]) -> None:
    text = told(block)
    assert [value for value in values(block) if value not in text] == []
    assert "{" not in text


def test_all_kinds_are_tried() -> None:
    union, _discriminator = get_args(AnyBlock)
    assert {block["type"] for block in BLOCKS} == {kind.model_fields["type"].default for kind in get_args(union)}


def test_what_a_citation_lacks_is_shown_as_lacking() -> None:
    citation = next(block for block in BLOCKS if block["type"] == "citation")
    text = told(citation)
    assert "- link: —" in text
    assert "- telephone: 023-0000-0001" in text


def test_options_are_numbered_on_through_a_reply() -> None:
    choices = {"type": "choices", "text": "", "options": [{"label": "示例甲"}, {"label": "示例乙"}]}
    text = told(choices, choices)
    for line in ("1. [示例甲]", "2. [示例乙]", "3. [示例甲]", "4. [示例乙]"):
        assert line in text


def test_said_outcome_and_expectation_stand_together() -> None:
    assert "### 1. 示例问\n\n> expected: 先问\n\n`answered` · 12 ms\n" in told(said="示例问", expect="先问")


def test_what_looks_like_markdown_is_shown_as_it_is() -> None:
    text = told({"type": "text", "role": "body", "text": "# 示例\n1. 甲*乙*\n- <b>", "items": []}, said="a|b\nc")
    assert "### 1. a\\|b<br>c" in text
    assert "\\# 示例\\\n1\\. 甲\\*乙\\*\\\n\\- \\<b>" in text


def test_a_kind_of_tomorrow_is_told_key_by_key() -> None:
    text = told({"type": "map", "place": "示例", "points": [{"x": 1, "y": 2}], "link": "https://example.org/a_b"})
    for piece in ("*map*", "- place: 示例", "  - 1 · 2", "<https://example.org/a_b>"):
        assert piece in text
