"""Find and cover: every reading of a text, the surest kinds first, no place twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from language.personal_data.accounts import named_accounts
from language.personal_data.bank_cards import checked_cards, named_cards
from language.personal_data.codes import kept
from language.personal_data.emails import emails
from language.personal_data.id_numbers import id_numbers, named_id_numbers
from language.personal_data.local_phones import landlines, named_phones
from language.personal_data.phones import phones
from language.personal_data.reading import Found, Reading, readings
from language.personal_data.travel_papers import named_papers, papers

_LABELS = {
    "phone": "[电话]",
    "id_number": "[身份证号]",
    "residence_permit": "[证件号]",
    "permanent_residence": "[证件号]",
    "passport": "[证件号]",
    "travel_permit": "[证件号]",
    "email": "[邮箱]",
    "bank_card": "[银行卡号]",
    "account": "[账号]",
}
_STEPS: tuple[Callable[[Reading], Iterator[Found]], ...] = (
    emails,
    id_numbers,
    named_papers,
    checked_cards,
    landlines,
    phones,
    named_cards,
    named_id_numbers,
    papers,
    named_phones,
    named_accounts,
)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One find: its kind and its place in the text, end exclusive."""

    kind: str
    start: int
    end: int


def mask(text: str) -> tuple[str, tuple[str, ...]]:
    """Replace personal data by labels such as [电话]; give the text and the kinds found, each once, in order."""
    found = find(text)
    pieces: list[str] = []
    cursor = 0
    for item in found:
        pieces += [text[cursor : item.start], _LABELS[item.kind]]
        cursor = item.end
    pieces.append(text[cursor:])
    return "".join(pieces), tuple(dict.fromkeys(item.kind for item in found))


def find(text: str) -> list[PersonalData]:
    """Find personal data, without overlaps, in the order of the text."""
    found: list[PersonalData] = []
    taken = bytearray(len(text))
    for reading in readings(text):
        for start, end in kept(reading):
            _take(taken, *reading.original(start, end))
        for step in _STEPS:
            for kind, start, end in step(reading):
                first, last = reading.original(start, end)
                if taken.find(1, first, last) < 0:
                    _take(taken, first, last)
                    found.append(PersonalData(kind, first, last))
    return sorted(found, key=lambda item: item.start)


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)
