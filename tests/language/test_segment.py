"""Words have right places, and the words of the office are words."""

from hypothesis import given
from hypothesis import strategies as st

from language.segment import Segmenter

PLAIN = Segmenter()
OFFICE = Segmenter(["两江英才荟", "科技跨境贷"])


def test_words_of_the_office_are_whole() -> None:
    assert "两江英才荟" in OFFICE.words("两江英才荟是什么")
    assert "科技跨境贷" in OFFICE.words("请问科技跨境贷怎么申请")


def test_segmenters_do_not_share_words() -> None:
    assert "两江英才荟" not in PLAIN.words("两江英才荟是什么")


def test_blanks_between_latin_words_leave_places_right() -> None:
    text = "can you speak English 吗"
    assert [text[word.start : word.end] for word in OFFICE.cut(text)] == ["can", "you", "speak", "English", "吗"]


@given(st.text())
def test_every_character_but_blanks_belongs_to_one_word(text: str) -> None:
    words = PLAIN.cut(text)
    assert all(text[word.start : word.end] == word.text for word in words)
    covered = "".join(text[word.start : word.end] for word in words)
    assert covered == "".join(PLAIN.words(text))
    left = set(range(len(text))) - {place for word in words for place in range(word.start, word.end)}
    assert all(text[place].isspace() for place in left)
