"""Every sentence that the actions ask for is in the wording file, and every one there is asked for."""

from __future__ import annotations

import re

from actions.offers import ASPECT_OF, INTENT_OF
from actions.wording import wording, wording_of
from knowledge.settings import ROOT

SOURCES = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "actions").glob("*.py")))
LITERALS = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', SOURCES))
# Sections whose keys are put together at run time: their keys are checked by the tests of what uses them.
COMPUTED = {
    "aspects", "booking_notes", "calendar", "changes", "choices", "dialog_words", "dimensions", "failed", "fixed",
    "forms", "hardness", "holidays", "intents", "languages", "necessities", "office", "points", "privacy", "provenance",
    "reasons",
    "stacking_rules", "table", "ticket_kinds", "ticket_states", "tickets", "validities", "window_conclusions",
    "window_states",
}  # fmt: skip


def test_every_phrase_that_is_asked_for_exists() -> None:
    sections = {name for name in LITERALS if name.partition(".")[0] in wording()}
    assert [name for name in sorted(sections) if name.partition(".")[2] not in wording()[name.partition(".")[0]]] == []


def test_no_phrase_is_left_over() -> None:
    kept = {
        f"{section}.{key}"
        for section, part in wording().items()
        if section not in COMPUTED
        for key, value in part.items()
        if isinstance(value, str)
    }
    assert sorted(kept - LITERALS) == []


def test_keys_are_words() -> None:
    for section, part in wording().items():
        assert all(isinstance(key, str) for key in part), section


def test_every_aspect_has_an_intent_and_a_name() -> None:
    assert set(INTENT_OF) == set(wording()["aspects"])
    assert set(ASPECT_OF) <= set(wording()["intents"])


def test_the_english_wording_promises_nothing_and_holds_no_figures() -> None:
    known = re.compile("2 March 2022|LJ")
    for section, part in wording_of("en").items():
        for text in re.findall(r"'([^']*)'|\"([^\"]*)\"", str(part)):
            told = known.sub("", "".join(text))
            assert not re.search(r"\bguaranteed|we guarantee|\bcertainly\b|\bpromise you", told), told
            assert section in ("office", "intents") or not re.search(r"\d", told), told
