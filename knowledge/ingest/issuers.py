"""Issuing bodies: which lines name organs and nothing else, and which organs they are."""

from __future__ import annotations

import re

from knowledge.ingest.characters import squeezed
from knowledge.ingest.rules import any_of

_ENDING = any_of("organ_endings")
_ONE = re.compile(rf"[\u4e00-\u9fa5]{{2,40}}(?:{_ENDING})")
_WORDS = re.compile(rf"{any_of('not_in_organs')}|第.条")
_SEAL = re.compile(r"[（(](?:盖章|公章|章|代章|印章)[）)]")


def organs_of(line: str) -> tuple[str, ...]:
    """Return the organs that a line names if it names nothing else, the first leading; an empty tuple otherwise.

    Letters may be set apart (重 庆 市 人 民 政 府); wide blanks part several organs.
    """
    bare = _SEAL.sub("", line).strip()
    if (
        not bare
        or len(squeezed(bare)) > 120
        or _WORDS.search(squeezed(bare))
        or re.search(r"[，。；：:、0-9《》]", bare)
    ):
        return ()
    if _is_spaced_out(bare):
        whole = squeezed(bare)
        return (whole,) if _ONE.fullmatch(whole) else ()
    pieces = [organ for piece in re.split(r"[ \u3000]+", bare) for organ in _run_together(squeezed(piece))]
    if all(_ONE.fullmatch(piece) for piece in pieces):
        return tuple(pieces)
    return ()


def _run_together(names: str) -> list[str]:
    """Part organs that stand without a blank between them: each begins with the place that the first begins with."""
    place = names[:3]
    parts = [part for part in re.split(rf"(?={re.escape(place)})", names) if part]
    return parts if len(parts) > 1 and all(_ONE.fullmatch(part) for part in parts) else [names]


def organs_of_head(lines: list[str]) -> tuple[str, ...]:
    """Return the organs of a red head: lines of organs, the word 文件 behind the last, or beside them."""
    found: list[str] = []
    for line in lines:
        bare = re.sub(r"文[ \u3000]*件[ \u3000]*$", "", line.strip()).strip()
        found += [organ for organ in organs_of(bare) if organ not in found]
    return tuple(found)


def is_red_head(line: str) -> bool:
    """Tell whether a line ends a red head: an organ's name with 文件 behind it, or 文件 alone."""
    whole = squeezed(line)
    if whole == "文件":
        return True
    return whole.endswith("文件") and bool(organs_of(re.sub(r"文[ \u3000]*件$", "", line.strip())))


def organs_of_label(value: str) -> tuple[str, ...]:
    """Return the organs of a labelled value, parted by commas, blanks or dots."""
    return tuple(piece for piece in re.split(r"[、，,;；\s\u3000]+", value.strip()) if len(piece) > 1)


def level_of(organs: tuple[str, ...]) -> str:
    """Return the level of a policy by its leading organ (市级 where the name does not tell)."""
    lead = organs[0] if organs else ""
    if "两江新区" in lead:
        return "两江新区"
    if re.match(r"国务院|中华人民共和国|国家|中共中央|中央|全国", lead) or re.match(
        r"(?:人力资源和?社会保障|科学技术|财政|教育|公安|商务)部", lead
    ):
        return "国家"
    rest = re.sub(r"^(?:中共)?重庆市?(?=[\u4e00-\u9fa5]{1,6}(?:区|县))", "", lead)
    return "区县" if re.match(r"[\u4e00-\u9fa5]{2,7}?(?:区|县)(?!域)", rest) and rest != lead else "市级"


def _is_spaced_out(line: str) -> bool:
    pieces = re.split(r"[ \u3000]+", line)
    return len(pieces) > 2 and all(len(piece) <= 2 for piece in pieces)
