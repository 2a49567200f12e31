"""What the model knows about words: plain data, resolved before training and kept inside the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Meanings = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Ambiguous:
    """What a bare word may mean, as ids; `also`: it keeps its own meaning beside that (a place)."""

    candidates: tuple[str, ...]
    also: bool = False


@dataclass(frozen=True)
class Scheme:
    """A scheme of talent classes: its code, the ids and words that bind a class to it, the letters it has."""

    code: str
    ids: tuple[str, ...]
    cues: tuple[str, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Split:
    """A service named in two pieces: a word of the lexicon (`of`) and one of `cues` in the same clause."""

    of: frozenset[str]
    cues: tuple[str, ...]
    meaning: tuple[str, str]
    standard: str


@dataclass(frozen=True)
class Spelling:
    """What is known about writing wrongly: readings of characters, characters of like shape, words that are right."""

    first: Mapping[str, str] = field(default_factory=dict)
    second: Mapping[str, str] = field(default_factory=dict)
    lookalikes: tuple[str, ...] = ()
    particles: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lexicon:
    """All that the model knows about words.

    `names` gives for each normalised word its meanings as pairs of type and id; `values` the same for fixed values;
    `standards` for a word or an id the standard names as `type:name`; `fields` the topic of a standard name; `weak`
    words that name a topic only where nothing else does; `ambiguous` what a bare word may mean, `classes` what a class
    without a scheme may; `splits` services named in two pieces; `implied` the value that a value or id says beside
    itself; `negation` the words that exclude; `dialect` the standard word for a colloquial one; `words` are for cutting
    sentences only.
    """

    names: Meanings
    values: Meanings
    dialect: Mapping[str, str]
    words: tuple[str, ...]
    standards: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    weak: frozenset[str] = frozenset()
    ambiguous: Mapping[str, Ambiguous] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    splits: tuple[Split, ...] = ()
    implied: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    negation: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=Spelling)

    def to_json(self) -> dict[str, Any]:
        """Give plain data for a file."""
        return {
            "names": {word: list(map(list, meanings)) for word, meanings in sorted(self.names.items())},
            "values": {word: list(map(list, meanings)) for word, meanings in sorted(self.values.items())},
            "dialect": dict(sorted(self.dialect.items())),
            "words": list(self.words),
            "standards": {key: list(names) for key, names in sorted(self.standards.items())},
            "fields": dict(sorted(self.fields.items())),
            "weak": sorted(self.weak),
            "ambiguous": {w: [list(a.candidates), a.also] for w, a in sorted(self.ambiguous.items())},
            "classes": list(self.classes),
            "schemes": [[s.code, list(s.ids), list(s.cues), list(s.letters)] for s in self.schemes],
            "splits": [[sorted(s.of), list(s.cues), list(s.meaning), s.standard] for s in self.splits],
            "implied": {said: list(meant) for said, meant in sorted(self.implied.items())},
            "negation": {kind: list(words) for kind, words in sorted(self.negation.items())},
            "spelling": {
                "first": _joined(self.spelling.first),
                "second": _joined(self.spelling.second),
                "lookalikes": list(self.spelling.lookalikes),
                "particles": "".join(sorted(self.spelling.particles)),
                "common": " ".join(sorted(self.spelling.common)),
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Lexicon:
        """Read what `to_json` gave."""
        spelling = data["spelling"]
        return cls(
            names={word: tuple((kind, value) for kind, value in found) for word, found in data["names"].items()},
            values={word: tuple((kind, value) for kind, value in found) for word, found in data["values"].items()},
            dialect=dict(data["dialect"]),
            words=tuple(data["words"]),
            standards={key: tuple(names) for key, names in data["standards"].items()},
            fields=dict(data["fields"]),
            weak=frozenset(data["weak"]),
            ambiguous={word: Ambiguous(tuple(ids), also) for word, (ids, also) in data["ambiguous"].items()},
            classes=tuple(data["classes"]),
            schemes=tuple(Scheme(c, tuple(ids), tuple(q), tuple(ls)) for c, ids, q, ls in data["schemes"]),
            splits=tuple(Split(frozenset(of), tuple(cues), tuple(m), name) for of, cues, m, name in data["splits"]),
            implied={said: (kind, value) for said, (kind, value) in data["implied"].items()},
            negation={kind: tuple(words) for kind, words in data["negation"].items()},
            spelling=Spelling(
                first=by_character(spelling["first"]),
                second=by_character(spelling["second"]),
                lookalikes=tuple(spelling["lookalikes"]),
                particles=frozenset(spelling["particles"]),
                common=frozenset(spelling["common"].split()),
            ),
        )


def by_character(syllables: Mapping[str, str]) -> dict[str, str]:
    """Turn {syllable: characters} into {character: syllable}."""
    return {character: syllable for syllable, characters in syllables.items() for character in characters}


def _joined(readings: Mapping[str, str]) -> dict[str, str]:
    syllables: dict[str, str] = {}
    for character, syllable in sorted(readings.items()):
        syllables[syllable] = syllables.get(syllable, "") + character
    return syllables
