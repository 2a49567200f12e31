"""Mentions: which names and values stand in a sentence, and where in the applicant's own text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.components.classes import CARD, UNKNOWN, Schemes, read_class
from bot.components.fuzzy import Speller
from bot.components.negation import Negation
from bot.components.patterns import Found, find_patterns
from bot.components.phrases import Phrases, cuts_latin
from bot.components.vocabulary import Lexicon, Split
from language.normalise import Normalised, normalise, normalised

AMBIGUOUS = "ambiguous"
CLASS = "talent_class"
# How far the second piece of a service may stand behind or before the first.
_SPLIT_BEHIND, _SPLIT_BEFORE = 14, 10
_CLAUSE_END = re.compile(r"[。!?;\n]")
_COMMA = re.compile(r"[。!?;\n,:]")
# Names and values of these types are also found when they are misspelt.
_SPELT = frozenset(
    {"policy", "service", "topic", "platform", "fund", "education", "job_title", "skill_level", "talent_group", "place"}
)
# Values that may be excluded, as all names may; a code that is cancelled (不要了) is still the code that is meant.
_DENIED = frozenset(
    {
        AMBIGUOUS, CLASS, "education", "job_title", "skill_level", "talent_group", "returnee", "origin", "place",
        "employer_type", "identity_document", "degree_certificate",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Mention:
    """Something named in a text: its type, its value (an id for names), its place in the original and the normalised.

    `name` says that it comes from the names of the office; `standards` are its standard names as `type:name`; `scheme`
    is the id of the policy, service or topic that a class is bound to; `candidates` are the ids that a bare word may
    mean; `masked` is the type that the word had without being ambiguous.
    """

    kind: str
    value: str
    start: int
    end: int
    plain_start: int
    plain_end: int
    name: bool = False
    scheme: str | None = None
    standards: tuple[str, ...] = ()
    negated: bool = False
    candidates: tuple[str, ...] = ()
    masked: str | None = None


@dataclass(frozen=True)
class _Word:
    """A word of the lexicon in a text; `word` is how the lexicon writes it."""

    start: int
    end: int
    word: str


class MentionFinder:
    """Finds mentions by the words of a lexicon and by patterns: the longest word wins, equal words all count."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._phrases = Phrases({*lexicon.names, *lexicon.values})
        self._spelt = _spelt(lexicon)
        standard_names = frozenset(normalised(standard.partition(":")[2]) for standard in lexicon.fields)
        self._speller = Speller(self._spelt, lexicon.spelling, standard_names)
        self._schemes = Schemes(lexicon.schemes)
        self._negation = Negation(lexicon.negation)
        self._splits = [(split, re.compile("|".join(map(re.escape, split.cues)))) for split in lexicon.splits]
        self._kind_of = {value: kind for found in lexicon.names.values() for kind, value in found}

    def find(self, text: str) -> list[Mention]:
        """Find the mentions of a text, in its order."""
        plain = normalise(text)
        return self.find_in(plain) if plain.text else []

    def find_in(self, plain: Normalised) -> list[Mention]:
        """Find the mentions of a text that is normalised already."""
        names, values = self._words(plain.text)
        found = [
            *self._named(plain, names),
            *self._valued(plain, values),
            *(
                Mention(item.kind, item.value, *plain.original_span(*item.span), *item.span)
                for item in find_patterns(plain.text)
                if not self._hidden(item, names)
            ),
        ]
        found = [*self._bound(plain.text, found), *self._implied(found)]
        deniable = ((m.kind, (m.plain_start, m.plain_end)) for m in found if m.name or m.kind in _DENIED)
        excluded = self._negation.excluded(plain.text, deniable)
        marked = [replace(m, negated=True) if (m.plain_start, m.plain_end) in excluded else m for m in found]
        return sorted(dict.fromkeys(marked), key=lambda m: (m.plain_start, -m.plain_end, not m.name))

    def _words(self, text: str) -> tuple[list[_Word], list[_Word]]:
        words = [_Word(start, end, text[start:end]) for start, end in self._phrases.longest(text)]
        for start, end, word in self._speller.find(text):
            overlapping = [w for w in words if w.start < end and start < w.end]
            if not cuts_latin(text, start, end) and all(self._gives_way(w, start, end, word) for w in overlapping):
                words = [*(w for w in words if w not in overlapping), _Word(start, end, word)]
        names = [w for w in words if w.word in self._lexicon.names]
        # 评副高 is the name of a service, and 副高 in it is still a title.
        words += [_Word(w.start + 1, w.end, w.word[1:]) for w in names if w.word[1:] in self._lexicon.values]
        return self._without_weak(names), [w for w in words if w.word in self._lexicon.values]

    def _without_weak(self, names: list[_Word]) -> list[_Word]:
        """Leave out a weak word of a topic (房租) where anything else of the topic is named."""
        fields = {field for w in names if w.word not in self._lexicon.weak for field in self._fields(w)}
        kept = []
        for word in sorted(names, key=lambda w: w.start):
            own = self._fields(word)
            if word.word not in self._lexicon.weak or not own & fields:
                kept.append(word)
                fields |= own
        return kept

    def _fields(self, word: _Word) -> set[str]:
        keys = (word.word, *(value for _, value in self._lexicon.names[word.word]))
        names = next((found for key in keys if (found := self._lexicon.standards.get(key))), ())
        return {self._lexicon.fields[name] for name in names if self._lexicon.fields.get(name)}

    def _gives_way(self, other: _Word, start: int, end: int, word: str) -> bool:
        """Tell whether a word that is right is only a part of the misspelt one around it, or means the same."""
        within = start <= other.start and other.end <= end and other.end - other.start < end - start
        if not within or other.word in word:
            return within
        # 英材卡 is a known spelling of the 英才卡 in 英才卡补领.
        parts = (word[a:b] for a in range(len(word)) for b in range(a + 2, len(word) + 1))
        meaning = self._spelt.get(other.word)
        return meaning is not None and any(self._spelt.get(part) == meaning for part in parts)

    def _named(self, plain: Normalised, words: Iterable[_Word]) -> Iterator[Mention]:
        words = list(words)
        splits = {word: split for word in words if (split := self._split(plain.text, word))}
        clear = (word for word in words if word.word not in self._lexicon.ambiguous)
        said = {value for word in clear for _, value in self._lexicon.names[word.word]}
        said |= {split.meaning[1] for split in splits.values()}
        for word in words:
            places = (*plain.original_span(word.start, word.end), word.start, word.end)
            ambiguous = self._lexicon.ambiguous.get(word.word)
            standards = self._lexicon.standards.get(word.word)
            meanings = self._lexicon.names[word.word]
            split = splits.get(word)
            if split:
                shown = standards or next((s for _, v in meanings if (s := self._lexicon.standards.get(v))), ())
                meanings, standards = (split.meaning,), self._shown_with(split, shown)
            elif ambiguous:
                settled = [value for value in ambiguous.candidates if value in said]
                if not settled:
                    known = (self._kind_of[c] for c in ambiguous.candidates if c in self._kind_of)
                    kind = meanings[0][0] if meanings else next(known, "topic")
                    yield Mention(
                        AMBIGUOUS,
                        word.word,
                        *places,
                        name=True,
                        candidates=ambiguous.candidates,
                        masked=kind,
                        standards=self._common_standard(ambiguous.candidates),
                    )
                    continue
                meanings = tuple((self._kind_of[value], value) for value in settled)
                standards = None
            for kind, value in meanings:
                shown = standards or self._lexicon.standards.get(value, ())
                yield Mention(kind, value, *places, name=True, standards=shown)

    def _common_standard(self, candidates: Iterable[str]) -> tuple[str, ...]:
        """Give the standard name that all known readings share: whatever 公寓 means, it is about 安居."""
        known = {self._lexicon.standards[key][0] for key in candidates if key in self._lexicon.standards}
        return tuple(known) if len(known) == 1 else ()

    def _split(self, text: str, word: _Word) -> Split | None:
        """Give the service that the word names together with another in its clause: 公寓到期了怎么续租."""
        for split, cues in self._splits:
            if word.word in split.of:
                behind = _CLAUSE_END.split(text[word.end : word.end + _SPLIT_BEHIND], maxsplit=1)[0]
                before = _COMMA.split(text[max(0, word.start - _SPLIT_BEFORE) : word.start])[-1]
                if cues.search(behind) or cues.search(before):
                    return split
        return None

    @staticmethod
    def _shown_with(split: Split, standards: Iterable[str]) -> tuple[str, ...]:
        return (split.standard, *(name for name in standards if not name.startswith("service:")))

    def _valued(self, plain: Normalised, words: Iterable[_Word]) -> Iterator[Mention]:
        for word in words:
            places = (*plain.original_span(word.start, word.end), word.start, word.end)
            for kind, value in self._lexicon.values[word.word]:
                yield Mention(kind, value, *places)

    def _hidden(self, item: Found, names: Iterable[_Word]) -> bool:
        """Tell whether a value lies in a name; the class in the name of a card does not hide there."""
        for word in names:
            if word.start <= item.span[0] and item.span[1] <= word.end:
                if item.kind == CLASS and any(self._schemes.of(v) == CARD for _, v in self._lexicon.names[word.word]):
                    continue
                if item.beside_names and item.span == (word.start, word.end):
                    continue
                return True
        return False

    def _bound(self, text: str, found: list[Mention]) -> Iterator[Mention]:
        """Bind each class to its scheme; one without stays open, and is ambiguous too."""
        names = [(m.value, m.plain_start, m.plain_end) for m in found if m.name and m.kind != AMBIGUOUS]
        for mention in found:
            if mention.kind != CLASS:
                yield mention
                continue
            binding = self._schemes.bind(text, (mention.plain_start, mention.plain_end), mention.value, names)
            if mention.value.isdigit() and binding.code == UNKNOWN:
                continue  # 分为三类: a count, unless a scheme makes it a class
            value = read_class(mention.value, binding.code)
            yield replace(mention, value=value, scheme=binding.id, standards=(f"category:{binding.code}:{value}",))
            if binding.code == UNKNOWN and self._lexicon.classes:
                yield replace(mention, kind=AMBIGUOUS, value=f"{value}类", candidates=self._lexicon.classes)

    def _implied(self, found: Iterable[Mention]) -> Iterator[Mention]:
        for mention in found:
            implied = self._lexicon.implied.get(mention.value)
            if implied:
                kind, value = implied
                yield replace(mention, kind=kind, value=value, name=False, standards=())


def _spelt(lexicon: Lexicon) -> dict[str, tuple[object, ...]]:
    """Give the words that are looked for misspelt, with what they mean."""
    words = {*lexicon.names, *lexicon.values}
    meanings = {w: (*lexicon.names.get(w, ()), *lexicon.values.get(w, ())) for w in words}
    return {
        word: (*found, lexicon.standards.get(word))
        for word, found in meanings.items()
        if any(kind in _SPELT for kind, _ in found)
    }
