"""What a document says of itself: title, number, issuing bodies, its four dates, trial, kind."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.ingest.characters import squeezed
from knowledge.ingest.dates import find_dates
from knowledge.ingest.document_numbers import find_numbers, own_number
from knowledge.ingest.issuers import is_red_head, organs_of, organs_of_head, organs_of_label
from knowledge.ingest.labels import labels_in_text, value_follows
from knowledge.ingest.part import Part, Role
from knowledge.ingest.terms import Term, term_of
from knowledge.ingest.titles import core_name, ends_title, is_trial, kind_of

NEWS = "新闻"
_SOURCE = re.compile(r"(?:来源|稿源|信息来源)[ \u3000]*[：:][ \u3000]*(?P<source>[^\s|｜【\[]{2,30})")
_SITE = re.compile(r"[ \u3000]*[-_—|]+[ \u3000]*[\u4e00-\u9fa5]{2,24}(?:网站|门户|平台|网)$")
_DRAFTED = ("征求意见稿", "草案", "送审稿")


@dataclass(frozen=True)
class Metadata:
    """The fields of a document; what was not found is empty or None, never guessed.

    `name` is what the policy is called (the title without 关于印发…的通知), `source` who published a news article.
    """

    title: str
    name: str
    number: str | None
    issued_by: tuple[str, ...]
    signed_on: date | None
    published_on: date | None
    effective_from: date | None
    effective_to: date | None
    trial: bool
    kind: str
    validity: str = ""
    source: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()


def metadata_of(parts: Sequence[Part], labels: Iterable[tuple[str, str]]) -> Metadata:
    """Return the metadata of a document from the roles of its blocks and the labelled values of its file."""
    main = parts[0] if parts else Part("", [])
    inner = next((part for part in parts if part.name == "正文"), None)
    told = [*labels, *_labels_of(main)]
    notes: list[str] = []
    title = squeezed_title(_SITE.sub("", main.title)) or (inner.title if inner else "") or _label(told, "标题")
    signed = _signed(main, told, notes)
    printed = _label_date(told, "印发日期") or _printed(parts)
    published = _label_date(told, "发布日期") or _byline_date(main)
    if published is None and printed is not None:
        published = printed
        notes.append("发布日期没有标注，暂取版记的印发日期，请核对")
    core = inner.title if inner and inner.title else core_name(title)
    term = _term(parts, signed, published if published != printed else None, printed)
    if term.open:
        notes.append(f"文中写{term.open}")
    ends = _label_date(told, "失效日期")
    if ends and term.effective_to and ends != term.effective_to:
        notes.append(f"标注的失效日期 {ends} 与按正文推算的 {term.effective_to} 不一致，取标注日期，请核对")
    source = _source(main, told)
    kind = kind_of(core) or kind_of(title) or (NEWS if source or main.of(Role.BYLINE) else "")
    number = _number(main, told)
    if any(word in title for word in _DRAFTED):
        notes.append("标题含“征求意见稿”或“草案”，不是正式文件，请确认是否录入")
    return Metadata(
        title=title,
        name=squeezed(core) or title,
        number=number,
        issued_by=_issuers(main, inner, told, title),
        signed_on=signed,
        published_on=published,
        effective_from=_label_date(told, "施行日期") or term.effective_from,
        effective_to=ends or term.effective_to,
        trial=is_trial(title) or is_trial(core),
        kind=kind,
        validity=_label(told, "有效性"),
        source=source,
        url=_label(told, "网址"),
        notes=tuple(notes),
    )


def _term(parts: Sequence[Part], signed: date | None, published: date | None, printed: date | None) -> Term:
    """Return the term that the document gives itself, else the one of a measure that it brings as an attachment."""
    own = [part for part in parts if not part.name.startswith("附件")]
    brought = [part for part in parts if part.name.startswith("附件") and ends_title(part.title)]
    term = Term()
    for group in (own, *([part] for part in brought)):
        body = "\n".join(block.block.text for part in group for block in part.of(Role.BODY))
        term = term_of(body, signed, published, printed)
        if term.effective_from or term.effective_to or term.open:
            return term
    return term


def squeezed_title(title: str) -> str:
    """Return a title without the blanks that set its letters apart; a blank between Latin words stays."""
    return re.sub(r"(?<![A-Za-z0-9])[ \u3000]+|[ \u3000]+(?![A-Za-z0-9])", "", title)


def _labels_of(part: Part) -> list[tuple[str, str]]:
    lines = [block.block.text for block in part.of(Role.LABEL, Role.BYLINE)]
    # A label alone on its line has its value on the next one.
    joined = [f"{one}{two}" for one, two in itertools.pairwise(lines) if value_follows(one, two)]
    return labels_in_text([*joined, *lines], spans=True)


def _label(labels: Iterable[tuple[str, str]], name: str) -> str:
    return next((value for key, value in labels if key == name and value), "")


def _label_date(labels: Iterable[tuple[str, str]], name: str) -> date | None:
    return next((found[0].day for key, value in labels if key == name and (found := find_dates(value))), None)


def _signed(main: Part, labels: Sequence[tuple[str, str]], notes: list[str]) -> date | None:
    """Return the day of signing: at the foot, else the label, else under the title."""
    head: list[date] = []
    foot: list[date] = []
    seen_body = False
    for role, placed in main.blocks:
        seen_body = seen_body or role is Role.BODY
        if role in (Role.DATE, Role.SIGNATURE):
            (foot if seen_body else head).extend(mention.day for mention in find_dates(placed.block.text))
    labelled = _label_date(labels, "成文日期")
    at_foot = foot[-1] if foot else None
    if labelled and at_foot and labelled != at_foot:
        notes.append(f"落款日期 {at_foot} 与标注的成文日期 {labelled} 不一致，取落款日期")
    return at_foot or labelled or (head[0] if head else None)


def _printed(parts: Sequence[Part]) -> date | None:
    for part in parts:
        for block in part.of(Role.COLOPHON):
            found = find_dates(block.block.text)
            if found and "印发" in squeezed(block.block.text):
                return found[-1].day
    return None


def _byline_date(main: Part) -> date | None:
    return next((found[0].day for block in main.of(Role.BYLINE) if (found := find_dates(block.block.text))), None)


def _source(main: Part, labels: Sequence[tuple[str, str]]) -> str:
    for block in main.of(Role.BYLINE):
        match = _SOURCE.search(block.block.text)
        if match:
            return match["source"]
    return re.split(r"[\s【\[|｜]", _label(labels, "来源"), maxsplit=1)[0]


def _number(main: Part, labels: Sequence[tuple[str, str]]) -> str | None:
    for block in main.of(Role.NUMBER):
        return own_number(block.block.text)
    labelled = _label(labels, "文号")
    if labelled:
        found = find_numbers(labelled)
        return found[0].number if found else own_number(labelled) or None
    for block in main.of(Role.TITLE, Role.ADOPTED):
        mentions = find_numbers(block.block.text)
        if mentions:
            return mentions[0].number
    return None


def _issuers(main: Part, inner: Part | None, labels: Sequence[tuple[str, str]], title: str) -> tuple[str, ...]:
    """Return the issuing bodies, the leading one first: red head, then who else signed; else labels; else the title."""
    head = organs_of_head([block.block.text for block in main.of(Role.RED_HEAD) if not is_bare_file(block.block.text)])
    signed: list[str] = []
    for part in (main, inner):
        for block in part.of(Role.SIGNATURE) if part else []:
            dates = find_dates(block.block.text)
            text = block.block.text[: dates[0].start] if dates else block.block.text
            signed += [organ for organ in organs_of(text) if organ not in signed]
    found = [*head, *(organ for organ in signed if organ not in head)]
    if found:
        return tuple(found)
    labelled = organs_of_label(_label(labels, "机构"))
    if labelled:
        return labelled
    before = re.match(r"(.{4,60}?)(?:关于|印发)", squeezed(title))
    return organs_of(before.group(1)) if before else ()


def is_bare_file(text: str) -> bool:
    """Tell whether a line of a red head is the word 文件 alone."""
    return is_red_head(text) and squeezed(text) == "文件"
