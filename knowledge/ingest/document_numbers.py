"""Document numbers 文号: every bracket that offices and web pages write, one spelling, and those that are broken."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.ingest.characters import halved, squeezed

_OPEN, _CLOSE = r"[〔﹝\[【（(［〖{﹙]", r"[〕﹞\]】）)］〗}﹚]"
_GAP = r"[ \u3000]*"
_ORGAN = r"[\u4e00-\u9fa5](?:[ \u3000]*[\u4e00-\u9fa5]){0,15}?"
_NUMBER = re.compile(
    rf"(?P<organ>{_ORGAN}){_GAP}{_OPEN}{_GAP}(?P<year>(?:19|20){_GAP}\d{_GAP}\d){_GAP}{_CLOSE}{_GAP}第?{_GAP}(?P<no>\d(?:{_GAP}\d){{0,4}}){_GAP}号"
)
_ORDER = re.compile(
    rf"(?P<organ>[\u4e00-\u9fa5]{{2,20}}?)?{_GAP}令?{_GAP}第{_GAP}(?P<no>\d{{1,4}}|[一二三四五六七八九十百〇零]{{1,6}}){_GAP}号{_GAP}令?"
)
_NOTICE = re.compile(
    rf"(?:(?P<organ>[\u4e00-\u9fa5]{{2,20}}?)公告{_GAP})?(?P<year>(?:19|20)\d\d){_GAP}年{_GAP}第{_GAP}(?P<no>\d{{1,4}}){_GAP}号(?:公告)?"
)
_SIGNER = re.compile(r"[ \u3000]*签发人[ \u3000]*[：:].*$")
# Running text before a number ends with one of these, or the number's own word begins with one of those.
_BEFORE = re.compile(r".*(?:关于|根据|按照|依据|印发|参照|落实|执行|按|废止|替代|和|及|与|见|以|将|对|由|的)(?=.)")
_BEGINS = re.compile(r"渝|示例|国办|国发|国函|中办|中发|人社|财[税社建行]")
# 渝人社办20266: the brackets were lost on the way. It is reported, never mended.
_BROKEN = re.compile(
    r"(?P<it>[\u4e00-\u9fa5]{1,10}(?:办发|办函|规发|发|办|函|规|字|通|令)[ \u3000]*(?:"
    r"(?:19|20)\d{2}[ \u3000]*\d{1,4}[ \u3000]*号?"
    rf"|{_OPEN}[ \u3000]*(?:19|20)\d{{2}}[ \u3000]*{_CLOSE}[ \u3000]*\d{{1,4}}(?![ \u3000]*\d*[ \u3000]*号)"
    rf"|{_OPEN}[ \u3000]*(?:19|20)\d{{2}}[ \u3000]*{_CLOSE}?[ \u3000]*号"
    rf"|{_OPEN}[ \u3000]*(?:19|20)\d{{2}}[ \u3000]*\d{{1,4}}[ \u3000]*号"
    rf"|(?:19|20)\d{{2}}[ \u3000]*{_CLOSE}[ \u3000]*\d{{1,4}}[ \u3000]*号"
    r"))(?!\d|年)"
)
_DATE_AHEAD = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True)
class NumberMention:
    """A document number in a text: as normalised, and its place, end exclusive."""

    number: str
    start: int
    end: int


def find_numbers(text: str) -> tuple[NumberMention, ...]:
    """Return the whole document numbers of a text in one spelling: 渝人社发〔2020〕53号."""
    found = []
    for match in _NUMBER.finditer(halved(text)):
        organ = squeezed(match["organ"])
        start = match.start()
        organ = _without_running_text(organ)
        number = f"{organ}〔{squeezed(match['year'])}〕{_digits(match['no'])}号"
        found.append(NumberMention(number, start, match.end()))
    return tuple(found)


def own_number(line: str) -> str:
    """Return the number of a line that is nothing but a document number (a signer may stand behind it), or nothing."""
    folded = _SIGNER.sub("", halved(line)).strip(" \u3000（）()")
    bare = halved(_SIGNER.sub("", line)).strip()
    for text in (bare, folded):
        match = _NUMBER.fullmatch(text)
        if match:
            return f"{squeezed(match['organ'])}〔{squeezed(match['year'])}〕{_digits(match['no'])}号"
    match = _NOTICE.fullmatch(folded)
    if match:
        return squeezed(folded)
    match = _ORDER.fullmatch(folded)
    if match and ("令" in folded or match["organ"] is None):
        return squeezed(folded)
    return ""


def broken_numbers(text: str) -> tuple[str, ...]:
    """Return what looks like a document number that lost its brackets, its 号 or its sequence on the way."""
    folded = halved(text)
    whole = [(mention.start, mention.end) for mention in find_numbers(text)]
    out = []
    for match in _BROKEN.finditer(folded):
        inside = any(start <= match.start("it") < end or start < match.end("it") <= end for start, end in whole)
        digits = re.search(r"\d{8}", match["it"])
        if not inside and not (digits and _DATE_AHEAD.match(digits.group())):
            organ = re.match(r"[\u4e00-\u9fa5 \u3000]+", match["it"])
            words = squeezed(organ.group()) if organ else ""
            out.append(_without_running_text(words) + squeezed(match["it"])[len(words) :])
    return tuple(dict.fromkeys(out))


def normalised_number(number: str) -> str:
    """Return a number in one spelling, to compare; what is no number comes back without blanks."""
    found = find_numbers(number)
    return found[0].number if found else squeezed(halved(number))


def _without_running_text(organ: str) -> str:
    organ = _BEFORE.sub("", organ)
    match = _BEGINS.search(organ)
    # Of two beginnings (渝人社发 holds 人社 too) the first counts; 渝 stands at the head of a number, never within.
    place = organ.rfind("渝") if "渝" in organ else (match.start() if match else 0)
    return organ[place:]


def _digits(text: str) -> str:
    # 01 stays 01: an office may write it so.
    return squeezed(text)
