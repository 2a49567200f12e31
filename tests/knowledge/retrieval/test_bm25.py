"""Counts of tokens that change without being made anew give the same scores as ones made anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.retrieval.bm25 import K1, B, Field

TEXTS = st.lists(st.lists(st.sampled_from("甲乙丙丁戊"), max_size=6), max_size=8)
NOTHING = np.zeros(0, np.bool_)


def field(texts: list[list[str]]) -> Field:
    return Field().changed(NOTHING, texts)


def test_a_score_is_that_of_the_formula() -> None:
    # Two texts of 2 and 4 tokens, 甲 once in the first alone: idf = ln(1 + (2-1+0.5)/(1+0.5)) = ln 2.
    scores = field([["甲", "乙"], ["乙", "丙", "丙", "丁"]]).scores(["甲"])
    length = K1 * (1 - B + B * 2 / 3)
    assert scores == pytest.approx([np.log(2) * (K1 + 1) / (1 + length), 0])


def test_no_text_and_no_token_give_no_score() -> None:
    assert field([]).scores(["甲"]).tolist() == []
    assert field([["甲"]]).scores([]).tolist() == [0]
    assert field([["甲"]]).scores(["乙"]).tolist() == [0]


@given(before=TEXTS, after=TEXTS, question=st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=5), data=st.data())
def test_texts_that_leave_and_come_give_the_scores_of_a_new_field(
    before: list[list[str]], after: list[list[str]], question: list[str], data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(before), max_size=len(before)))
    changed = field(before).changed(np.array(kept, np.bool_), after)
    anew = field([*(text for text, stays in zip(before, kept, strict=True) if stays), *after])
    assert changed.scores(question) == pytest.approx(anew.scores(question), abs=1e-5)
    numbers = list(range(anew.total))
    assert changed.coverage(question, numbers) == pytest.approx(anew.coverage(question, numbers))


def test_coverage_is_the_share_of_information() -> None:
    texts = field([["甲", "乙"], ["乙"]])
    # 甲 stands in one of two texts, 乙 in both, 丙 in none: ln(1+2/1), ln(1+2/2), ln(1+2).
    whole = np.log(3) + np.log(2) + np.log(3)
    assert texts.coverage(["甲", "乙", "丙"], [0, 1]) == pytest.approx(
        [(np.log(3) + np.log(2)) / whole, np.log(2) / whole]
    )


@given(changes=st.lists(st.tuples(TEXTS, st.integers(0, 7)), max_size=9), question=st.lists(st.sampled_from("甲乙丙")))
def test_many_changes_leave_few_segments_and_the_scores_of_a_new_field(
    changes: list[tuple[list[list[str]], int]], question: list[str]
) -> None:
    texts: list[list[str]] = []
    changed = Field()
    for added, gone in changes:
        kept = np.array([number % 8 != gone for number in range(len(texts))], np.bool_)
        changed = changed.changed(kept, added)
        texts = [*(text for text, stays in zip(texts, kept, strict=True) if stays), *added]
    anew = field(texts)
    assert len(changed.segments) <= 4
    assert changed.scores(question) == pytest.approx(anew.scores(question), abs=1e-5)
    assert changed.coverage(question, range(len(texts))) == pytest.approx(anew.coverage(question, range(len(texts))))
