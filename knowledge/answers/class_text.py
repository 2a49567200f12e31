"""What a text says of one class (A类, B卡): the sentences that name it, cut apart where they name several."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.models import Clause

_SENTENCE = re.compile(r"[^。；\n]+")
_LETTERS = re.compile(r"(?<![A-Za-z])([A-F])(?![A-Za-z])(?:[Ⅰ-Ⅻ]*)")
# A、B、C三类 names the classes and says nothing of one of them.
_LISTED = re.compile(r"[A-F](?:、[A-F])+")
_MOST = 4


def told_of_class(clauses: Iterable[Clause], letter: str) -> tuple[str, ...]:
    """Return the pieces of the clauses' texts that speak of a class."""
    found = [piece for clause in clauses for piece in _pieces(clause.text, letter)]
    return tuple(dict.fromkeys(found))[:_MOST]


def names_a_class(text: str) -> bool:
    """Tell whether a text speaks of single classes."""
    return _LETTERS.search(text) is not None


def _pieces(text: str, letter: str) -> list[str]:
    pieces = []
    before: set[str] = set()
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        letters = set(_LETTERS.findall(_LISTED.sub("", sentence)))
        # A卡有基础服务；另有专属服务: what follows a semicolon and names no class goes on about the one before.
        told = (
            before if not letters and len(before) == 1 and text[match.start() - 1 : match.start()] == "；" else letters
        )
        before = told
        if letter not in told:
            continue
        pieces.append(sentence if len(told) == 1 else _of_letter(sentence, letter))
    return pieces


def _of_letter(sentence: str, letter: str) -> str:
    """第一档：C类30万起，B类60万起 gives 第一档：B类60万起 for B; what names all classes at once stays whole."""
    head, colon, rest = sentence.rpartition("：")
    if colon and _LETTERS.search(head):
        head, colon, rest = "", "", sentence
    kept: list[str] = []
    current: set[str] = set()
    for part in re.split("，", rest):
        current = set(_LETTERS.findall(part)) or current
        if letter in current or not current:
            kept.append(part)
    return head + colon + "，".join(kept)
