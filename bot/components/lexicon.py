"""The files of the lexicon: every word that names something, resolved to ids before training."""

from __future__ import annotations

import functools
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jieba
import yaml

from bot.components.vocabulary import Ambiguous, Lexicon, Scheme, Spelling, Split, by_character
from language.normalise import normalised

__all__ = ["Lexicon", "LexiconError", "lexicon_files", "read_lexicon"]

logger = logging.getLogger(__name__)
_QUOTES = re.compile('[《》“”"‘’「」『』]')
_MARK = re.compile(r"^[【\[〔]示例[】\]〕]")
# The standard names stand in these files, one a type.
_CATALOGUES = {"policy": "policies.yml", "topic": "topics.yml", "service": "services.yml"}
# A name that the database does not hold: the dialogue can say honestly that nothing is recorded.
FREE = "name:"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A word of two or three characters that jieba has seen this often is no typo of another.
_COMMON = 5


class LexiconError(ValueError):
    """A file of the lexicon is missing or makes no sense; the message names it."""


def lexicon_files(names: Path, folder: Path) -> list[Path]:
    """Give the files that a lexicon is read from, in order; raise `LexiconError` if one is missing."""
    if not names.is_file():
        raise LexiconError(f"{names} is missing: export the names of the database before training (make train does)")
    if not folder.is_dir():
        raise LexiconError(f"the folder {folder} with the lexicon is missing")
    return [names, *sorted(folder.glob("*.yml"))]


def read_lexicon(names: Path, folder: Path) -> Lexicon:
    """Read the exported names and the folder of words, and resolve each word to ids."""
    lexicon_files(names, folder)
    reading = _Reading(_names_of(names))
    for kind, file in _CATALOGUES.items():
        reading.catalogue(kind, folder / file)
    reading.name_services_by_topics()
    reading.spellings(folder / "spellings.yml")
    reading.name_policies_in_services()
    ambiguous = {entry["word"]: entry for entry in _entries(folder / "ambiguous.yml", "word", "meanings")}
    bare = {
        normalised(word): Ambiguous(reading.candidates(entry["meanings"]), bool(entry.get("also")))
        for word, entry in ambiguous.items()
        if not entry.get("class")
    }
    for word in bare:
        reading.names.setdefault(word, [])
    classes: list[str] = next((entry["meanings"] for entry in ambiguous.values() if entry.get("class")), [])
    schemes = _mapping(folder / "schemes.yml")
    values = _values_of(folder / "values.yml", _mapping(folder / "endings.yml"))
    for word, meaning in _groups(schemes):
        _add(values, word, *meaning)
    return Lexicon(
        names={word: tuple(found) for word, found in reading.names.items()},
        values={word: tuple(found) for word, found in values.items()},
        dialect={normalised(word): normalised(plain) for word, plain in _mapping(folder / "dialect.yml").items()},
        words=tuple(normalised(str(word)) for word in _load(folder / "words.yml") or []),
        standards=reading.standards,
        fields=reading.fields,
        weak=frozenset(reading.weak),
        ambiguous=bare,
        classes=reading.candidates(classes),
        splits=tuple(reading.splits),
        schemes=tuple(_scheme(code, scheme) for code, scheme in schemes.items() if scheme.get("letters")),
        implied={
            str(said): (kind, value)
            for kind, meant in _mapping(folder / "implied.yml").items()
            for value, sayings in meant.items()
            for said in sayings
        },
        negation={kind: tuple(map(str, words)) for kind, words in _mapping(folder / "negation.yml").items()},
        spelling=_spelling(folder),
    )


class _Reading:
    """Collects the meanings of words: those of the database first, then those of the standard names."""

    def __init__(self, exported: Iterable[Mapping[str, Any]]) -> None:
        self.names: dict[str, list[tuple[str, str]]] = {}
        self.standards: dict[str, tuple[str, ...]] = {}
        self.fields: dict[str, str] = {}
        self.weak: set[str] = set()
        self.splits: list[Split] = []
        self._topic_words: list[tuple[str, str]] = []
        self._types: dict[str, str] = {}
        self._standard_ids: dict[str, tuple[str, str]] = {}
        for entry in exported:
            self._types[entry["id"]] = entry["type"]
            for word in (entry["name"], *entry["aliases"]):
                for spelling in _spellings(word):
                    _add(self.names, spelling, entry["type"], entry["id"])
        self._of_database = frozenset(self.names)

    def catalogue(self, kind: str, path: Path) -> None:
        """Read standard names of a type; a word that the database knows keeps its meaning there."""
        for entry in _entries(path, "name", "words"):
            name, ids = entry["name"], entry.get("ids", [])
            held = next((key for key in ids if key in self._types), FREE + name)
            meaning = (self._types.get(held, kind), held)
            self._standard_ids[name] = meaning
            standard = f"{kind}:{name}"
            self.fields[standard] = entry.get("topic", name if kind == "topic" else "")
            for key in dict.fromkeys([*ids, held]):
                # Of several names of a type the first in the file is the one of the id.
                if not any(name.startswith(f"{kind}:") for name in self.standards.get(key, ())):
                    self.standards[key] = (*self.standards.get(key, ()), standard)
            for split in entry.get("split", []):
                of = frozenset(map(normalised, map(str, split["of"])))
                cues = tuple(normalised(str(cue)) for cue in split["with"])
                self.splits.append(Split(of, cues, meaning, standard))
            self._topic_words += [(normalised(str(word)), standard) for word in entry.get("topic_words", [])]
            weak = list(map(str, entry.get("weak", [])))
            self.weak.update(map(normalised, weak))
            for word in (name, *entry["words"], *weak):
                for spelling in _spellings(word):
                    self.standards[spelling] = (standard,)
                    if spelling not in self._of_database:
                        _add(self.names, spelling, *meaning)

    def spellings(self, path: Path) -> None:
        """Give other spellings the meanings and the standard name of the name that they stand for."""
        known = {word: list(found) for word, found in self.names.items()}
        for entry in _entries(path, "name", "words"):
            name = normalised(entry["name"])
            found = known.get(name) or [m for m in [self._meaning(entry["name"])] if m]
            if not found:
                logger.warning("%s: the database knows no %s; its words are left out", path.name, entry["name"])
            for word in map(normalised, entry["words"] if found else []):
                for kind, value in found:
                    _add(self.names, word, kind, value)
                if name in self.standards:
                    self.standards[word] = self.standards[name]

    def name_policies_in_services(self) -> None:
        """Add the policy to the standard names of words such as 英才卡补领, which name a service and in it a policy."""
        policies = {
            word: names[0]
            for word, names in self.standards.items()
            if names[0].startswith("policy:") and word in self.names
        }
        for word in self.names:
            names = self._standards_of(word)
            if names and names[0].startswith("service:"):
                known = [other for other in self.names if other in word and other != word]
                # The longest counts: the 留创 of 留创园入园 is part of the park's name and no policy.
                inner = [
                    policies[part]
                    for part in known
                    if part in policies and not any(part in other and part != other for other in known)
                ]
                self.standards[word] = tuple(dict.fromkeys((*names, *inner)))

    def name_services_by_topics(self) -> None:
        """Add the service to the standard names of a topic or policy that also names it; keep pieces findable."""
        for word, standard in self._topic_words:
            if word in self.names:
                self.standards[word] = (*self._standards_of(word), standard)
        for split in self.splits:
            for word in split.of:
                self.names.setdefault(word, [])

    def candidates(self, meanings: Iterable[str]) -> tuple[str, ...]:
        """Give the id of each meaning: of a standard name, else of a name of the database, else a free one."""
        return tuple(dict.fromkeys(key for name in meanings for key in self._candidate(name)))

    def _standards_of(self, word: str) -> tuple[str, ...]:
        keys = (word, *(key for _, key in self.names.get(word, ())))
        return next((found for key in keys if (found := self.standards.get(key))), ())

    def _candidate(self, name: str) -> list[str]:
        if name in self._standard_ids:
            return [self._standard_ids[name][1]]
        held = [key for _, key in self.names.get(normalised(name), ()) if normalised(name) in self._of_database]
        return held[:1] or [FREE + name]

    def _meaning(self, key: str) -> tuple[str, str] | None:
        return (self._types[key], key) if key in self._types else None


def _names_of(path: Path) -> list[dict[str, Any]]:
    try:
        exported = json.loads(path.read_text(encoding="utf-8"))
        return [
            {"id": str(e["id"]), "type": str(e["type"]), "name": str(e["name"]), "aliases": list(e.get("aliases", []))}
            for e in exported
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise LexiconError(f"{path} is no list of {{id, type, name, aliases}}: {error!r}") from error


def _spellings(word: str) -> Iterator[str]:
    """Give a name as it is, without the mark of example data, and without quotation marks."""
    plain = _MARK.sub("", word)
    written = (plain, plain.strip("《》"), _QUOTES.sub("", plain))
    yield from dict.fromkeys(spelling for spelling in map(normalised, written) if len(spelling) > 1)


def _values_of(path: Path, endings: Mapping[str, list[str]]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, values in _mapping(path).items():
        for value, words in values.items():
            for word in map(normalised, map(str, (value, *(words or [])))):
                _add(found, word, kind, str(value))
                for ending in endings.get(kind, ()):
                    if not word.isascii() and word + ending not in found:
                        _add(found, word + ending, kind, str(value))
    return found


def _groups(schemes: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Give the words of classes that have a name of their own."""
    for code, scheme in schemes.items():
        for group, words in scheme.get("groups", {}).items():
            for word in (group, *words):
                yield normalised(word), ("talent_group", f"{code}:{group}")


def _scheme(code: str, scheme: Mapping[str, Any]) -> Scheme:
    cues = tuple(normalised(cue) for cue in scheme["cues"])
    return Scheme(code, tuple(scheme["ids"]), cues, tuple(scheme["letters"]))


def _spelling(folder: Path) -> Spelling:
    readings, typos = _mapping(folder / "pinyin.yml"), _mapping(folder / "typos.yml")
    return Spelling(
        first=by_character(readings["first"]),
        second=by_character(readings["second"]),
        lookalikes=tuple(map(str, typos["alike"])),
        particles=frozenset(typos["particles"]),
        common=_common_words(),
    )


@functools.cache
def _common_words() -> frozenset[str]:
    """Give the short words of jieba's dictionary, whose lines are word, frequency, part of speech."""
    with jieba.get_dict_file() as file:
        lines = (line.decode("utf-8").split() for line in file)
        return frozenset(word for word, times, *_ in lines if 2 <= len(word) <= 3 and int(times) >= _COMMON)


def _add(found: dict[str, list[tuple[str, str]]], word: str, kind: str, value: str) -> None:
    meanings = found.setdefault(word, [])
    if (kind, value) not in meanings:
        meanings.append((kind, value))


def _entries(path: Path, first: str, second: str) -> list[dict[str, Any]]:
    entries = []
    for entry in _load(path) or []:
        try:
            entries.append({**entry, first: str(entry[first]), second: [str(word) for word in entry[second]]})
        except (KeyError, TypeError) as error:
            raise LexiconError(f"{path}: an entry needs {first} and {second}, not {entry!r}") from error
    return entries


def _mapping(path: Path) -> dict[str, Any]:
    data = _load(path) or {}
    if not isinstance(data, dict):
        raise LexiconError(f"{path} must be a mapping")
    return data


def _load(path: Path) -> Any:
    if not path.is_file():
        raise LexiconError(f"{path} is missing")
    try:
        # The C reader is six times faster; the files are ours.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: {error}") from error
