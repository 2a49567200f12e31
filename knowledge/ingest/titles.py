"""Titles of documents: what may be one, when one is whole, and which line goes on with it."""

from __future__ import annotations

import re

from knowledge.ingest.characters import squeezed
from knowledge.ingest.dates import find_dates
from knowledge.ingest.rules import RULES

TYPES: tuple[str, ...] = tuple(sorted(RULES["kinds"], key=len, reverse=True))
"""Kinds of documents, the longer before the shorter: the first that ends a title is its kind."""

_EDITION = (
    r"试行|暂行|修订|修订稿|修正|草案|征求意见稿|送审稿|代拟稿|(?:19|20)\d\d年?(?:版|修订|度)?|[\u4e00-\u9fa5]{1,6}版"
)
_SUFFIX = rf"(?:[（(](?:{_EDITION})[）)])*"
_ENDS = re.compile(rf"(?:{'|'.join(TYPES)}){_SUFFIX}[》”]?(?:的(?:通知|公告|决定|函|批复|解读|说明))?$")
_SUFFIX_ALONE = re.compile(rf"(?=[（(]){_SUFFIX}")
_ADOPTED = re.compile(r"[（(].{4,160}?(?:通过|印发|公布|发布|修订|修正|施行|批准|实施|令第).*[）)]$")
_SENTENCE = re.compile(r"[。；！？!?]|，.*，|(?<!\d)[：:]$")
_LONGEST = 90
_TRIAL = re.compile(r"试行|暂行")


def is_title_like(text: str) -> bool:
    """Tell whether a line may be a title or its first line: short, no sentence, with words in it."""
    whole = squeezed(text)
    return (
        2 <= len(whole) <= _LONGEST
        and not _SENTENCE.search(whole)
        and bool(re.search(r"[\u4e00-\u9fa5A-Za-z]{2}", whole))
    )


def ends_title(title: str) -> bool:
    """Tell whether a title is whole: it ends with a kind of document, and its quotation is closed."""
    whole = squeezed(title)
    return whole.count("《") == whole.count("》") and bool(_ENDS.search(whole)) and not whole.startswith("印发《")


def continues_title(title: str, line: str, centered: bool) -> bool:
    """Tell whether a line goes on with a title that has begun."""
    whole, rest = squeezed(title), squeezed(line)
    if _SUFFIX_ALONE.fullmatch(rest):
        return True
    if re.search(r"。|；|，.*，|[：:]$", rest):
        return False
    if whole.count("《") > whole.count("》"):
        return True
    if ends_title(title):
        return rest.startswith(("的通知", "的公告", "的函", "的决定", "的解读", "的批复"))
    if find_dates(line):
        return False
    return (
        centered
        or rest.startswith(("关于", "印发", "的", "转发", "》"))
        or bool(_ENDS.search(rest))
        or whole.endswith(("关于", "的", "和", "、", "与", "及"))
    )


def is_adoption_note(text: str) -> bool:
    """Tell whether a line in brackets tells when a document was adopted or changed."""
    return bool(_ADOPTED.fullmatch(text.strip())) and bool(
        find_dates(text) or re.search(r"\d{4}|[〇一二三四五六七八九]{4}年", text)
    )


def kind_of(title: str) -> str:
    """Return the kind of document that a title names: 通知 for 关于印发《…办法》的通知, else the kind at its end."""
    whole = squeezed(re.sub(rf"{_SUFFIX}$", "", squeezed(title))).rstrip("》”")
    return next((kind for kind in TYPES if whole.endswith(kind)), "")


def core_name(title: str) -> str:
    """Return what a policy is called: 管理办法 out of 关于印发《管理办法》的通知."""
    whole = squeezed(title)
    match = re.search(r"(?:印发|转发|发布|公布)\w{0,6}?《(.+)》", whole)
    return match.group(1) if match else whole


def is_trial(title: str) -> bool:
    """Tell whether a title says 试行 or 暂行."""
    return bool(_TRIAL.search(title))
