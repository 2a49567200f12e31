"""What a sentence claims and must be able to show: its numbers, dates, document numbers and quotations.

Each must stand in the evidence: the cited rows, what the applicant said, the office's own records, or the result of a
formula over these. The rule is one of words and values, not of meaning: a number of the right value passes.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.formula import Formula
from knowledge.verify import unsupported_numbers
from knowledge.written_dates import unsupported_dates

Kind = Literal["number", "date", "document number", "quotation", "formula"]

_BRACKETS = str.maketrans({**dict.fromkeys("（([【﹝［", "〔"), **dict.fromkeys("）)]】﹞］", "〕")})
_DOCUMENT_NUMBER = re.compile(r"([\u4e00-\u9fa5]{0,16})〔((?:19|20)\d{2})〕 ?(?:第 ?)?(\d{1,4}) ?号")
# Words that stand before a document number and are no part of it.
_BEFORE = re.compile("依据|根据|按照|文号|印发|参照|见|是|为|和|及|与|的|或|即|《")
_QUOTED = re.compile("“([^“”]+)”|「([^「」]+)」|『([^『』]+)』")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Unsupported:
    """A claim that stands nowhere, as it is written."""

    kind: Kind
    written: str

    def __str__(self) -> str:
        return f"{self.kind} {self.written}"


def unsupported(
    told: str, evidence: Sequence[str], formulas: Sequence[Formula] = (), own_quotations: Container[str] = ()
) -> list[Unsupported]:
    """Return the claims of `told` that have no support; `own_quotations` are phrases of the office's own wording."""
    broken: list[Formula] = []
    numbers: list[str] = []
    known = [*evidence]
    # The result of a formula is evidence, for what is told and for the next formulas, once it holds over evidence.
    for formula in formulas:
        missing = unsupported_numbers("\n".join(formula.operands), known)
        numbers += missing
        if not formula.holds():
            broken.append(formula)
        elif not missing:
            known.append(formula.result)
    numbers += unsupported_numbers(told, known)
    quotations = unsupported_quotations(told, evidence, own_quotations)
    return [
        *(Unsupported("formula", formula.written) for formula in broken),
        *(Unsupported("number", written) for written in dict.fromkeys(numbers)),
        *(Unsupported("date", written) for written in unsupported_dates(told, list(evidence))),
        *(Unsupported("document number", written) for written in unsupported_document_numbers(told, evidence)),
        *(Unsupported("quotation", written) for written in quotations),
    ]


def unsupported_document_numbers(told: str, evidence: Iterable[str]) -> list[str]:
    """Return the document numbers (渝人社发〔2020〕53号) that no evidence holds; kinds of brackets do not matter."""
    wanted = _document_numbers(told)
    if not wanted:
        return []
    known = frozenset().union(*(_document_numbers(text) for text in evidence))
    return sorted("".join((name, "〔", year, "〕", number, "号")) for name, year, number in wanted - known)


def unsupported_quotations(told: str, evidence: Sequence[str], own: Container[str] = ()) -> list[str]:
    """Return what stands in quotation marks and in no evidence text, blanks apart."""
    quoted = [next(filter(None, match.groups())) for match in _QUOTED.finditer(told)]
    if not quoted:
        return []
    wanted = {piece: _turned(piece) for piece in quoted if piece not in own}
    return [piece for piece, form in wanted.items() if not any(form in _turned(text) for text in evidence)]


def stands_in(quotation: str, text: str) -> bool:
    """Tell whether a quotation stands in a text word for word, blanks and line breaks apart."""
    return squeezed(quotation) in squeezed(text)


@functools.lru_cache(maxsize=8192)
def squeezed(text: str) -> str:
    """Return a text without blanks and line breaks."""
    return _BLANK.sub("", text)


@functools.lru_cache(maxsize=8192)
def _turned(text: str) -> str:
    """Return a text squeezed, with all quotation marks alike: those within a quotation are turned round."""
    return squeezed(text).translate(_MARKS)


_MARKS = str.maketrans("“”「」『』‘’", "''''''''")


@functools.lru_cache(maxsize=8192)
def _document_numbers(text: str) -> frozenset[tuple[str, str, str]]:
    text = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    found = _DOCUMENT_NUMBER.findall(text)
    return frozenset((_BEFORE.split(name)[-1], year, number.lstrip("0") or "0") for name, year, number in found)
