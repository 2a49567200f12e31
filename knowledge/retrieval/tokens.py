"""The ways to cut a text for word search: words of the dictionary, pairs of neighbouring characters, characters.

All leave out punctuation; of a question the words that only make it one (什么, 如何) are left out too: in documents
they are rare, so that BM25 takes them for weighty.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

Tokens = list[str]
Tokenizer = Callable[[str], Tokens]

_ASKING = re.compile(
    "请问|什么样|什么|哪些|哪里|哪儿|哪个|哪家|哪几|哪|怎么样|怎么|怎样|如何|多少|多久|多长|几个|几天|几年|为什么|为何|是否|能否|可否|"
    "有没有|是不是|能不能|可不可以|需不需要|谁|吗|呢|吧|啊|呀|何时|何地|何种|有何|何"
)


def without_asking(question: str) -> str:
    """Return the question without the words that only ask; the question itself when nothing else is left."""
    content = _ASKING.sub(" ", question)
    return content if any(letter.isalnum() for letter in content) else question


def only_words(cut: Tokenizer) -> Tokenizer:
    """Return a tokenizer that gives the words of `cut` in lower case, without punctuation."""

    def words(text: str) -> Tokens:
        return [word for word in cut(text.lower()) if any(letter.isalnum() for letter in word)]

    return words


def character_pairs(text: str) -> Tokens:
    """Return the pairs of neighbouring characters, blanks and punctuation left out; a lone character is itself."""
    letters = characters(text)
    return [a + b for a, b in itertools.pairwise(letters)] if len(letters) > 1 else letters


def characters(text: str) -> Tokens:
    """Return the letters and digits, one by one."""
    return [letter for letter in text.lower() if letter.isalnum()]
