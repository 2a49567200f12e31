"""Rasa takes text that begins with a slash, blanks aside, as the call of an intent: no typed text arrives like that."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.web.conftest import Site, Visitor
from web.said import cleaned, neutralised

BLANKS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2028\u2029\u202f\u205f\u3000"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u202e\xad\x00\x07\x7f"


@pytest.mark.parametrize(
    "said",
    [
        "/restart",
        "//restart",
        "/ /restart",
        " /restart",
        "\u3000/restart",
        "\xa0/restart",
        "\x1f/restart",
        "\x85/restart",
        "\u2028/restart",
        "\u200b/restart",
        "\ufeff\u3000\u200b/restart",
        "\u200b \u200b /restart",
        "\u202e/restart",
        "\x00/restart",
        "\n\n/restart",
        "\ud800/restart".encode("utf-16", "surrogatepass").decode("utf-16", "ignore"),
        '/appt_cancel{"code": "LJ20261202-001-7"}',
        "/EXTERNAL_contact",
        "/13800000000",
    ],
)
def test_a_typed_slash_never_reaches_the_bot_in_front(site: Site, visitor: Visitor, said: str) -> None:
    visitor.say(said)
    assert len(site.bot.texts) == 1
    assert not site.bot.texts[0].strip().startswith("/")


def test_a_slash_inside_a_text_stays(site: Site, visitor: Visitor) -> None:
    visitor.say("A/B类有什么区别")
    assert site.bot.texts == ["A/B类有什么区别"]


def test_what_was_typed_stays_readable(site: Site, visitor: Visitor) -> None:
    visitor.say("/restart")
    assert site.bot.texts == ["／restart"]


def test_a_reason_given_with_a_rating_cannot_call_either() -> None:
    assert cleaned(" /restart") == "／restart"


@given(st.text())
@example("\u3000/restart")
@example("\x1f/x")
def test_no_text_calls_an_intent(said: str) -> None:
    assert not cleaned(said).strip().startswith("/")


@given(st.text(alphabet=BLANKS + INVISIBLE, max_size=12), st.text(max_size=12))
def test_no_blank_and_nothing_invisible_hides_a_slash(before: str, after: str) -> None:
    assert not cleaned(f"{before}/{after}").strip().startswith("/")


@given(
    st.lists(st.sampled_from(["13800000000", "a@example.com", "/", " ", "\u200b", "\xa0", "restart", "[电话]"])).map(
        "".join
    )
)
def test_no_slash_stands_in_front_once_personal_data_is_covered(said: str) -> None:
    assert not cleaned(said).strip().startswith("/")


@given(st.text())
def test_what_is_safe_is_left_as_it_is(said: str) -> None:
    assert neutralised(neutralised(said)) == neutralised(said)
