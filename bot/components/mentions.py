"""Mentions: which names and values stand in a sentence, and where in the applicant's own text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.components.lexicon import Lexicon
from bot.components.patterns import find_patterns
from language.normalise import Normalised, normalise

_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True)
class Mention:
    """Something named in a text: its type, its value (an id for names), its place in the original and the normalised.

    `name` says that it comes from the names of the database; `scheme` is the id of the policy, service or platform
    that stands nearest to a class (鸿雁计划B类), where there is one.
    """

    kind: str
    value: str
    start: int
    end: int
    plain_start: int
    plain_end: int
    name: bool = False
    scheme: str | None = None


class MentionFinder:
    """Finds mentions by the words of a lexicon and by patterns: the longest word wins, equal words all count."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._vocab = spacy.blank("zh").vocab
        self._names = _matcher(self._vocab, lexicon.names)
        self._values = _matcher(self._vocab, lexicon.values)
        self._meanings = {"name": lexicon.names, "value": lexicon.values}

    def find(self, text: str) -> list[Mention]:
        """Find the mentions of a text, in its order."""
        plain = normalise(text)
        return self.find_in(plain) if plain.text else []

    def find_in(self, plain: Normalised) -> list[Mention]:
        """Find the mentions of a text that is normalised already."""
        document = _characters(self._vocab, plain.text)
        names = _longest(plain.text, ((s, e) for _, s, e in self._names(document)))
        values = [
            span
            for span in _longest(plain.text, ((s, e) for _, s, e in self._values(document)))
            if not _inside(span, names, strictly=True)
        ]
        found = [
            *self._meant("name", plain, names),
            *self._meant("value", plain, values),
            *(
                Mention(item.kind, item.value, *plain.original_span(*item.span), *item.span)
                for item in find_patterns(plain.text)
                if not _inside(item.span, names, strictly=item.beside_names)
            ),
        ]
        return sorted(_with_schemes(found), key=lambda m: (m.plain_start, -m.plain_end, not m.name))

    def _meant(self, layer: str, plain: Normalised, spans: Iterable[tuple[int, int]]) -> list[Mention]:
        return [
            Mention(kind, value, *plain.original_span(start, end), start, end, name=layer == "name")
            for start, end in spans
            for kind, value in self._meanings[layer][plain.text[start:end]]
        ]


def _characters(vocab: Vocab, text: str) -> Doc:
    """Make every character a token, blanks too: no segmentation can hide a name, and token numbers are places."""
    return Doc(vocab, words=list(text), spaces=[False] * len(text))


def _matcher(vocab: Vocab, words: Mapping[str, object]) -> PhraseMatcher:
    matcher = PhraseMatcher(vocab)
    matcher.add("word", [_characters(vocab, word) for word in sorted(words)])
    return matcher


def _longest(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the longest of overlapping spans (of equally long ones the first), and no part of a Latin word or number."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span[0])):
        if _cuts_latin(text, start, end) or any(start < e and s < end for s, e in kept):
            continue
        kept.append((start, end))
    return sorted(kept)


def _cuts_latin(text: str, start: int, end: int) -> bool:
    """Tell whether the span begins or ends within a run of Latin letters or digits."""
    before = start > 0 and _LATIN.match(text[start]) and _LATIN.match(text[start - 1])
    after = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return bool(before or after)


def _inside(span: tuple[int, int], others: Iterable[tuple[int, int]], *, strictly: bool) -> bool:
    return any(start <= span[0] and span[1] <= end and not (strictly and span == (start, end)) for start, end in others)


def _with_schemes(found: list[Mention]) -> list[Mention]:
    """Bind each class (A类, B卡) to the nearest named policy, service or topic; a class without one stays unbound."""
    schemes = [m for m in found if m.name and m.kind in {"policy", "service", "topic"}]
    return [
        mention
        if mention.kind != "talent_class" or not schemes
        else Mention(
            **{**mention.__dict__, "scheme": min(schemes, key=lambda s: abs(s.plain_start - mention.plain_start)).value}
        )
        for mention in found
    ]
