"""What the bot makes of a sentence, for staff: normalised form, words, names with their ids, intents, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from language.normalise import normalised
from language.segment import Segmenter, Word

FALLBACK = "nlu_fallback"
Parse = Callable[[str], dict[str, Any]]
# Each word costs one look of the bot (about 10 ms).
_MOST_WORDS = 16


@dataclass(frozen=True)
class Named:
    """A name or value that was found: its kind, its id or standard value, as it was written, and other readings."""

    kind: str
    value: str
    text: str
    standards: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weight:
    """A word, and by how much the probability of the intent falls (or rises) when it is left out."""

    word: str
    share: float
    instead: str = ""


@dataclass(frozen=True)
class Understanding:
    """What a model makes of a sentence; `ranking` is intents with probabilities (0 to 1), the likeliest first."""

    text: str
    normalised: str
    words: tuple[str, ...]
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[Named, ...]
    language: str
    parts: tuple[tuple[str, str], ...]
    fallback: bool

    @property
    def intent(self) -> str:
        """The likeliest intent; empty when there is none."""
        return self.ranking[0][0] if self.ranking else ""

    @property
    def confidence(self) -> float:
        """The probability of the likeliest intent."""
        return self.ranking[0][1] if self.ranking else 0.0


def understand(parse: Parse, text: str, segmenter: Segmenter) -> Understanding:
    """Ask a bot and return what it makes of a sentence."""
    found = parse(text)
    ranking = tuple(
        (str(item["name"]), float(item["confidence"]))
        for item in found.get("intent_ranking") or ()
        if item.get("name") != FALLBACK
    )
    return Understanding(
        text=text,
        normalised=normalised(text),
        words=tuple(segmenter.words(normalised(text))),
        ranking=ranking,
        entities=tuple(_named(item) for item in found.get("entities") or ()),
        language=str(found.get("language") or ""),
        parts=tuple((text[part["start"] : part["end"]], str(part["intent"])) for part in found.get("parts") or ()),
        fallback=(found.get("intent") or {}).get("name") in (FALLBACK, None),
    )


def weights(parse: Parse, understanding: Understanding, segmenter: Segmenter) -> tuple[Weight, ...]:
    """Tell which words decide: leave each out, ask the bot again, and see what becomes of the intent.

    This holds for whatever model the bot serves. Names that were found count as one word.
    """
    intent, whole = understanding.intent, understanding.confidence
    words = _pieces(understanding, segmenter)
    if not intent or len(words) < 2 or len(words) > _MOST_WORDS:
        return ()
    found = []
    for word in words:
        rest = understanding.normalised[: word.start] + understanding.normalised[word.end :]
        # Rasa takes a text that begins with a slash as the call of an intent.
        rest = rest.lstrip("/ ")
        ranking = [
            (str(item["name"]), float(item["confidence"]))
            for item in parse(rest).get("intent_ranking") or ()
            if item.get("name") != FALLBACK
        ]
        left = dict(ranking).get(intent, 0.0)
        other = ranking[0][0] if ranking and ranking[0][0] != intent else ""
        found.append(Weight(word.text, whole - left, other))
    return tuple(found)


def _pieces(understanding: Understanding, segmenter: Segmenter) -> list[Word]:
    """Cut the normalised text into words, names in one piece; punctuation decides nothing."""
    text = understanding.normalised
    names: list[Word] = []
    for entity in sorted(understanding.entities, key=lambda named: -len(named.text)):
        piece = normalised(entity.text)
        start = text.find(piece) if piece else -1
        if start >= 0 and not any(start < name.end and name.start < start + len(piece) for name in names):
            names.append(Word(piece, start, start + len(piece)))
    others = [
        word
        for word in segmenter.cut(text)
        if any(letter.isalnum() for letter in word.text)
        and not any(word.start < name.end and name.start < word.end for name in names)
    ]
    return sorted([*names, *others], key=lambda word: word.start)


def _named(item: dict[str, Any]) -> Named:
    def listed(name: str) -> tuple[str, ...]:
        values: Sequence[object] = item.get(name) or ()
        return tuple(str(value) for value in values)

    value = item.get("value")
    return Named(
        kind=str(item.get("entity") or ""),
        value=value if isinstance(value, str) else str(value),
        text=str(item.get("text") or ""),
        standards=listed("standards"),
        candidates=listed("candidates"),
    )
