"""What a document says it does to others: repeals, amends, interprets, rests on; by number where one is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.ingest.characters import halved, squeezed
from knowledge.ingest.document_numbers import find_numbers

_NAMED = re.compile(
    r"《(?P<title>[^《》]{2,60})》(?:[（(](?P<number>[^（()）]{2,40}(?:[（(]\d{4}[）)])?[^（()）]{0,12})[）)])?"
)
_REPEALS = re.compile(r"(?:同时|即行|自行|予以|相应|一律)?废止|停止执行|不再执行")
_BASIS = re.compile(r"^.{0,60}?(?:根据|依据|按照)")
_AMENDS = re.compile(r"关于(?:修改|修订|修正|调整)《")
_REPEALS_TITLE = re.compile(r"关于(?:废止|停止执行)")
_INTERPRETS = re.compile(r"解读|问答|说明$|答记者问")
_CHANGED = re.compile(
    r"(第[一二三四五六七八九十百零〇\d]+条)[^。；]{0,30}?(?:修改为|改为|删去|删除|增加|调整为)"
    r"|(?:删去|删除)(第[一二三四五六七八九十百零〇\d]+条)"
)


@dataclass(frozen=True)
class Mention:
    """A relation as the text states it: its type (as in `document_relation`), the other's title and number."""

    type: str
    title: str
    number: str = ""
    clauses: tuple[str, ...] = ()


def relations_in(title: str, text: str) -> tuple[Mention, ...]:
    """Return what a document does to others, each once, the gravest first."""
    found = [*_of_title(title, text), *_of_text(text)]
    order = ("repeals", "amends", "interprets", "based_on")
    unique: dict[tuple[str, str], Mention] = {}
    for mention in sorted(found, key=lambda mention: order.index(mention.type)):
        unique.setdefault((mention.title, mention.number), mention)
    return tuple(unique.values())


def _of_title(title: str, text: str) -> Iterator[Mention]:
    whole = squeezed(title)
    for match in _NAMED.finditer(whole):
        name, number = match["title"], _number(match)
        if _REPEALS_TITLE.search(whole):
            yield Mention("repeals", name, number)
        elif _AMENDS.search(whole):
            changed = tuple(dict.fromkeys(one or two for one, two in _CHANGED.findall(squeezed(text))))
            yield Mention("amends", name, number, changed)
        elif _INTERPRETS.search(whole):
            yield Mention("interprets", name, number)


def _of_text(text: str) -> Iterator[Mention]:
    for sentence in re.split(r"[。；\n]", text):
        named = list(_NAMED.finditer(sentence))
        if not named:
            continue
        repealed = _REPEALS.search(sentence, named[-1].end())
        for match in named:
            if repealed is not None and not _BASIS.match(sentence[: match.start()]):
                yield Mention("repeals", squeezed(match["title"]), _number(match))
            elif _BASIS.match(sentence[: match.start()]) and "制定" in sentence:
                yield Mention("based_on", squeezed(match["title"]), _number(match))


def _number(match: re.Match[str]) -> str:
    found = find_numbers(halved(match["number"] or ""))
    return found[0].number if found else ""
