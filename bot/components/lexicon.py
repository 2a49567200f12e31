"""The lexicon: every word that names something, resolved to ids before training and then kept inside the model."""

from __future__ import annotations

import itertools
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from language.normalise import normalised

logger = logging.getLogger(__name__)
_QUOTES = re.compile('[《》“”"‘’「」『』]')
_MARK = re.compile(r"^[【\[〔]示例[】\]〕]")


class LexiconError(ValueError):
    """A file of the lexicon is missing or makes no sense; the message names it."""


@dataclass(frozen=True)
class Lexicon:
    """All that the model knows about words.

    `names` gives for each normalised word its meanings as pairs of type and id; `values` the same for fixed values;
    `dialect` the standard word for a colloquial one; `words` are for cutting sentences only.
    """

    names: Mapping[str, tuple[tuple[str, str], ...]]
    values: Mapping[str, tuple[tuple[str, str], ...]]
    dialect: Mapping[str, str]
    words: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Give plain data for a file."""
        return {
            "names": {word: list(map(list, meanings)) for word, meanings in sorted(self.names.items())},
            "values": {word: list(map(list, meanings)) for word, meanings in sorted(self.values.items())},
            "dialect": dict(sorted(self.dialect.items())),
            "words": list(self.words),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Lexicon:
        """Read what `to_json` gave."""
        return cls(
            names={word: tuple((kind, value) for kind, value in found) for word, found in data["names"].items()},
            values={word: tuple((kind, value) for kind, value in found) for word, found in data["values"].items()},
            dialect=dict(data["dialect"]),
            words=tuple(data["words"]),
        )


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
    exported = _names_of(names)
    meanings: dict[str, list[tuple[str, str]]] = {}
    for entry in exported:
        for word in (entry["name"], *entry["aliases"]):
            for spelling in _spellings(word):
                _add(meanings, spelling, entry["type"], entry["id"])
    by_id = {entry["id"]: entry["type"] for entry in exported}

    spellings = list(_pairs(folder / "spellings.yml", "name", "words"))
    ambiguous = [(word, meant) for word, meant in _pairs(folder / "ambiguous.yml", "word", "meanings")]
    known = {word: list(found) for word, found in meanings.items()}
    for name, words in spellings:
        for kind, value in _resolve(name, known, by_id, "spellings.yml"):
            for word in words:
                _add(meanings, normalised(word), kind, value)
    for word, meant in ambiguous:
        for name in meant:
            for kind, value in _resolve(name, known, by_id, "ambiguous.yml"):
                _add(meanings, normalised(word), kind, value)

    return Lexicon(
        names={word: tuple(found) for word, found in meanings.items()},
        values=_values_of(folder / "values.yml"),
        dialect={normalised(word): normalised(plain) for word, plain in _mapping(folder / "dialect.yml").items()},
        words=tuple(normalised(str(word)) for word in _load(folder / "words.yml") or []),
    )


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


def _resolve(
    name: str, known: Mapping[str, Iterable[tuple[str, str]]], by_id: Mapping[str, str], file: str
) -> list[tuple[str, str]]:
    if name in by_id:
        return [(by_id[name], name)]
    found = list(known.get(normalised(name), ()))
    if not found:
        logger.warning("%s: the database knows no %s; its words are left out", file, name)
    return found


def _values_of(path: Path) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, values in _mapping(path).items():
        for value, words in values.items():
            for word in itertools.chain([value], words or []):
                _add(found, normalised(str(word)), kind, str(value))
    return {word: tuple(meanings) for word, meanings in found.items()}


def _add(found: dict[str, list[tuple[str, str]]], word: str, kind: str, value: str) -> None:
    meanings = found.setdefault(word, [])
    if (kind, value) not in meanings:
        meanings.append((kind, value))


def _pairs(path: Path, first: str, second: str) -> Iterator[tuple[str, list[str]]]:
    for entry in _load(path) or []:
        try:
            yield str(entry[first]), [str(word) for word in entry[second]]
        except (KeyError, TypeError) as error:
            raise LexiconError(f"{path}: an entry needs {first} and {second}, not {entry!r}") from error


def _mapping(path: Path) -> dict[str, Any]:
    data = _load(path) or {}
    if not isinstance(data, dict):
        raise LexiconError(f"{path} must be a mapping")
    return data


def _load(path: Path) -> Any:
    if not path.is_file():
        raise LexiconError(f"{path} is missing")
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: {error}") from error
