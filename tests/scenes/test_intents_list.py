"""The list of docs/intents.md, played: the sentence of each intent ends in the outcome that its row promises."""

from __future__ import annotations

import re

import httpx
import pytest

from benchmarks.systems import Running
from knowledge.settings import ROOT
from tests.scenes.test_scenes import BLOCKS, Applicant

pytestmark = pytest.mark.bot
LIST = ROOT / "docs" / "intents.md"
_ROW = re.compile(r"^\| `(?P<intent>\w+)` \|.*\| (?P<sentence>[^|]+) \| (?P<outcome>\w+) \|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str]]:
    """Return intent, sentence and outcome of each row, in the order of the list."""
    if not LIST.exists():
        return []
    return [(m["intent"], m["sentence"].strip(), m["outcome"]) for m in _ROW.finditer(LIST.read_text("utf-8"))]


@pytest.mark.parametrize(("intent", "sentence", "outcome"), rows(), ids=[row[0] for row in rows()])
def test_the_sentence_ends_in_its_outcome(office: Running, intent: str, sentence: str, outcome: str) -> None:
    with httpx.Client(base_url=office.address, timeout=30, trust_env=False) as http:
        reply = Applicant(http).does({"say": sentence})
    told = "\n".join(block.plain() for block in BLOCKS.validate_python(reply["blocks"]))
    assert reply["status"] == outcome, f"{intent}: {sentence}\n{reply['status']}\n{told}"


def test_every_intent_has_a_row() -> None:
    assert len(rows()) == 47
    assert len({intent for intent, _, _ in rows()}) == 47
