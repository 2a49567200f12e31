"""What an index finds, filters and rejects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from knowledge.retrieval import KINDS, Filter, Index, Passage, character_pairs
from knowledge.retrieval.filters import Facets
from knowledge.retrieval.fusion import fused

HOUSING = Passage("policy:a", "clause", "人才公寓办法", "人才公寓每期两年，租金按月收取。", "第一条")
GRANT = Passage("policy:b", "clause", "安家补助办法", "安家补助分三年发放。", "第一条", level="市级")
FACT = Passage("fact:c", "fact", "诺贝尔奖", "研究院的名誉院长是一位物理学家。")
LAB = Passage("entry:d", "entry", "研究院", "研究院设在园区。", audience="企业和团队")


def index(*passages: Passage) -> Index:
    return Index(character_pairs).changed(np.zeros(0, np.bool_), passages)


def subjects(found: Index, question: str, filters: Filter, threshold: float = 0.2) -> list[str]:
    return [hit.passage.subject for hit in found.search(question, filters, threshold).hits]


def test_the_passage_that_holds_the_words_comes_first() -> None:
    assert subjects(index(HOUSING, GRANT, FACT), "公寓租金怎么收取", Filter(KINDS))[0] == "policy:a"


def test_below_the_threshold_nothing_is_found_and_the_reason_is_told() -> None:
    found = index(HOUSING, GRANT, FACT).search("宠物狗要打疫苗吗", Filter(KINDS), 0.4)
    assert found.hits == ()
    assert {hit.reason for hit in found.rejected} == {"below_threshold"}


def test_a_question_that_shares_nothing_finds_nothing_even_without_a_threshold() -> None:
    assert index(HOUSING).search("xyz", Filter(KINDS), 0.0).hits == ()


def test_an_empty_index_finds_nothing() -> None:
    assert index().search("公寓", Filter(KINDS), 0.4).considered == ()


@pytest.mark.parametrize(
    ("passage", "filters", "reason"),
    [
        (HOUSING, Filter(frozenset({"fact"})), "kind"),
        (replace(HOUSING, example=True), Filter(KINDS, examples=False), "example"),
        (replace(HOUSING, ends=date(2024, 12, 31)), Filter(KINDS, on=date(2025, 1, 1)), "not_in_force"),
        (replace(HOUSING, begins=date(2025, 1, 2)), Filter(KINDS, on=date(2025, 1, 1)), "not_in_force"),
        (replace(HOUSING, level="国家"), Filter(KINDS, level="市级"), "level"),
        (replace(HOUSING, audience="在职博士"), Filter(KINDS, audience="企业"), "audience"),
    ],
)
def test_what_a_filter_leaves_out_is_returned_with_its_reason(passage: Passage, filters: Filter, reason: str) -> None:
    found = index(passage, GRANT).search("公寓租金怎么收取", filters, 0.2)
    assert passage not in [hit.passage for hit in (*found.hits, *found.rejected)]
    assert (passage, reason) in [(hit.passage, hit.reason) for hit in found.filtered]


@pytest.mark.parametrize(
    "passage",
    [
        replace(HOUSING, begins=date(2025, 1, 1), ends=date(2025, 1, 1)),
        replace(HOUSING, level=""),
        replace(HOUSING, audience="高新企业"),
        replace(HOUSING, audience=""),
    ],
)
def test_a_filter_lets_through_what_fits_or_says_nothing(passage: Passage) -> None:
    filters = Filter(KINDS, examples=False, on=date(2025, 1, 1), level="市级", audience="企业")
    assert subjects(index(passage, GRANT), "公寓租金怎么收取", filters) == ["policy:a"]


def test_the_best_of_a_kind_is_found_however_many_of_other_kinds_are_better() -> None:
    others = [replace(HOUSING, subject=f"policy:{n}") for n in range(40)]
    late = Passage("fact:late", "fact", "", "公寓")
    assert subjects(index(*others, late), "人才公寓租金", Filter(frozenset({"fact"})), 0.0) == ["fact:late"]


def test_passages_that_leave_are_no_longer_found_and_new_ones_are() -> None:
    before = index(HOUSING, GRANT)
    after = before.changed(np.array([False, True]), [FACT])
    assert after.passages == (GRANT, FACT)
    assert subjects(after, "公寓租金", Filter(KINDS)) == []
    assert subjects(after, "名誉院长", Filter(KINDS)) == ["fact:c"]
    assert subjects(before, "公寓租金", Filter(KINDS)) == ["policy:a"]


def test_meaning_finds_what_shares_few_words() -> None:
    here, there = np.eye(384, dtype=np.float32)[:2]
    known = index(HOUSING, LAB, GRANT).with_windows(["a", "b", "c"], np.stack([there, here, there]), [0, 1, 2])
    assert int(known.scores("机构在哪", here).argmax()) == 1


def test_the_best_window_of_a_passage_counts() -> None:
    one, other, third = np.eye(384, dtype=np.float32)[:3]
    likeness, _ = (
        index(HOUSING, LAB).with_windows(["a", "b", "c"], np.stack([other, one, third]), [0, 0, 1])
    ).meaning.judged(one, np.zeros(9, np.float32))
    assert likeness[0] == pytest.approx(1, abs=0.01)
    assert likeness[1] == pytest.approx(0)


def test_vectors_move_with_their_passages() -> None:
    one, other, third = np.eye(384, dtype=np.float32)[:3]
    before = index(HOUSING, GRANT, LAB).with_windows(["a", "b", "c"], np.stack([one, other, third]), [0, 1, 2])
    after = before.changed(np.array([False, True, True]), [FACT])
    likeness, _ = after.meaning.judged(third, np.zeros(9, np.float32))
    assert likeness[:2] == pytest.approx([0, 1])
    assert after.meaning.missing.tolist() == [2]


def test_without_a_vector_meaning_is_taken_to_say_what_the_letters_say() -> None:
    letters = np.array([3, 0, 0, 0], np.float32)
    likeness = np.array([np.nan, 0.1, 0.2, 0.3], np.float32)
    scores = fused(letters, letters, letters, likeness, np.zeros(4, np.float32))
    assert int(scores.argmax()) == 0


def test_of_two_texts_on_one_matter_the_one_that_holds_what_is_asked_comes_first() -> None:
    way = Passage("policy:w", "clause", "", "研修资助可以登录网上平台提交，也可以前往窗口办理。")
    amount = Passage("policy:m", "clause", "", "研修资助每人7000元，团队另加12000元。")
    others = [replace(FACT, subject=f"fact:{n}") for n in range(4)]
    found = index(way, amount, *others)
    assert subjects(found, "研修资助能有多少钱", Filter(KINDS), 0.0)[0] == "policy:m"
    assert subjects(found, "研修资助怎么弄", Filter(KINDS), 0.0)[0] == "policy:w"


def test_the_aspect_that_the_bot_heard_counts_as_asked() -> None:
    way = Passage("policy:w", "clause", "", "研修资助可以登录网上平台提交，也可以前往窗口办理。")
    amount = Passage("policy:m", "clause", "", "研修资助每人7000元，团队另加12000元。")
    found = index(amount, way, FACT)
    assert found.scores("研修资助", aspect="process").argmax() == 1
    assert found.scores("研修资助", aspect="amount").argmax() == 0


def test_facets_of_nothing_let_nothing_through() -> None:
    assert Facets().allowed(Filter(KINDS))["kind"].tolist() == []
