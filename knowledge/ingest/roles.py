"""What each block of a document is for: red head, number, title, addressee, body, signature, attachments, colophon."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from knowledge.ingest.blocks import Placed
from knowledge.ingest.characters import squeezed
from knowledge.ingest.dates import find_dates, only_date
from knowledge.ingest.document_numbers import own_number
from knowledge.ingest.issuers import is_red_head, organs_of
from knowledge.ingest.labels import is_label_line
from knowledge.ingest.markers import STRUCTURE, marker_of
from knowledge.ingest.rules import any_of
from knowledge.ingest.titles import continues_title, ends_title, is_adoption_note, is_title_like

Role = Enum(
    "Role",
    "RED_HEAD NUMBER TITLE ADOPTED ADDRESSEE LABEL BYLINE BODY ATTACHMENT_LIST SIGNATURE DATE COLOPHON CONTENTS NOISE",
)


@dataclass
class Part:
    """A part with a text of its own: the document, one that it brings into force, an attachment (`name` is 附件1)."""

    name: str
    blocks: list[tuple[Role, Placed]]

    def of(self, *roles: Role) -> list[Placed]:
        """Return the blocks with one of these roles."""
        return [block for role, block in self.blocks if role in roles]

    @property
    def title(self) -> str:
        """The title, its lines joined."""
        return "".join(block.block.text for block in self.of(Role.TITLE))


_ATTACHMENT_LIST = re.compile(r"附[ \u3000]*件[ \u3000]*[0-9一二三四五六七八九十]{0,2}[ \u3000]*[：:]")
_ATTACHMENT = re.compile(
    r"附[ \u3000]*(?:件|录|表|则表)[ \u3000]*(?P<n>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})?"
    r"[ \u3000]*[：:．.、]?[ \u3000]*(?P<title>.*)"
)
_COLOPHON = re.compile(
    r"(?:抄[ \u3000]*送|抄[ \u3000]*报|主[ \u3000]*送|分[ \u3000]*送|报[ \u3000]*送|主题词)[ \u3000]*[：:]"
    r"|[（(]?此件(?:公开|主动公开|依申请公开|不予公开)[^，。]{0,12}[）)]?$"
    r"|信息公开(?:选项|属性|类别)|公开(?:方式|属性)[：:]"
)
_PRINTED = re.compile(r".{2,40}印[ \u3000]*发(?:[ \u3000]*[（(]?共印?\d+份[）)]?)?$")
_ADDRESSEE = re.compile(r"[^。；]{2,220}[：:]$")
_CONTENTS = re.compile(r"目[ \u3000]*录$")
_CONTENTS_LINE = re.compile(r".{1,60}?(?:[.…·．]{3,}|[ \u3000]{1,})[ \u3000]*[-—]?\d{1,3}[-—]?$")
_PAGE_BEHIND = re.compile(r"[.…·．\s\u3000]*[-—]?\d{0,3}[-—]?$")
_BYLINE = re.compile(r"(?:来源|作者|编辑|记者|浏览次数|阅读次数|字号|字体|分享|发布时间|发布日期|时间)[ \u3000]*[：:]")
_NOISE_HEAD = re.compile(rf"【?(?:{any_of('noise_before')}|[AaＡ][+-])(?:$|[ \u3000：:>》|｜大中小])")
_NOISE_TAIL = re.compile(rf"[【\[]?(?:{any_of('noise_behind')})(?:$|[ \u3000：:>】\]|｜])")
_MARKS = re.compile(r"(?:特急|加急|急件|机密|秘密|绝密|内部|000\d{3}|\d{6})(?:★.*)?$")
_MOST_HEAD = 24
_LONGEST_TITLE_LINE = 60


def parts_of(blocks: Sequence[Placed]) -> list[Part]:
    """Return the parts of a document in order, each block with its role."""
    return _Reader(blocks).parts()


class _Reader:
    def __init__(self, blocks: Sequence[Placed]) -> None:
        self._blocks = list(blocks)
        self._parts: list[Part] = [Part("", [])]
        self._at = 0

    def parts(self) -> list[Part]:
        self._head()
        while self._at < len(self._blocks):
            self._body()
            if self._at < len(self._blocks):
                self._head()
        return [part for part in self._parts if part.blocks]

    # The block that is looked at, what is known of it, and taking it under a role.

    def _text(self, ahead: int = 0) -> str:
        place = self._at + ahead
        return self._blocks[place].block.text if 0 <= place < len(self._blocks) else ""

    def _take(self, role: Role) -> None:
        self._parts[-1].blocks.append((role, self._blocks[self._at]))
        self._at += 1

    def _has(self, *roles: Role) -> bool:
        return bool(self._parts[-1].of(*roles))

    def _head(self) -> None:
        """Take everything that stands before the first sentence of a part."""
        taken = 0
        while self._at < len(self._blocks) and taken < _MOST_HEAD:
            role = self._head_role()
            if role is None:
                return
            self._take(role)
            taken += 1
            if role is Role.ADDRESSEE:
                return
            if role is Role.CONTENTS:
                self._contents()

    def _head_role(self) -> Role | None:
        block, text = self._blocks[self._at].block, self._text()
        if block.rows:
            return None
        if _NOISE_HEAD.match(text) and not self._has(Role.TITLE):
            return Role.NOISE
        if _MARKS.fullmatch(squeezed(text)):
            return Role.NOISE
        if own_number(text):
            return Role.NUMBER
        if is_label_line(text):
            return Role.LABEL
        if _CONTENTS.fullmatch(text):
            return Role.CONTENTS
        if is_adoption_note(text):
            return Role.ADOPTED
        if only_date(text):
            return Role.DATE
        if is_red_head(text) or (organs_of(text) and not self._has(Role.TITLE) and self._red_head_follows()):
            return Role.RED_HEAD
        if self._is_byline(text):
            return Role.BYLINE
        if marker_of(text) is not None and not self._title_goes_on(text):
            return None
        if _ADDRESSEE.fullmatch(text) and self._has(Role.TITLE) and not _ATTACHMENT_LIST.match(text):
            return Role.ADDRESSEE
        if self._is_title(text):
            return Role.TITLE
        return None

    def _red_head_follows(self) -> bool:
        """Whether a number or 文件 stands within the next lines, with nothing but organs between."""
        for ahead in range(1, 7):
            text = self._text(ahead)
            if is_red_head(text) or own_number(text):
                return True
            if not organs_of(text):
                return False
        return False

    def _is_byline(self, text: str) -> bool:
        dated = bool(find_dates(text)) and len(text) < 100
        return (
            dated
            and not text.endswith("。")
            and len(squeezed(text)) < 60
            and self._has(Role.TITLE)
            and (bool(_BYLINE.search(text)) or ":" in text)
        ) or (len(text) < 60 and bool(_BYLINE.match(text)))

    def _title_goes_on(self, text: str) -> bool:
        title = self._parts[-1].title
        return bool(title) and title.count("《") > title.count("》") and len(text) < _LONGEST_TITLE_LINE

    def _is_title(self, text: str) -> bool:
        title = self._parts[-1].title
        block = self._blocks[self._at].block
        if not title:
            return is_title_like(text) and not _ATTACHMENT_LIST.match(text)
        last = self._parts[-1].blocks[-1]
        if last[0] is not Role.TITLE or len(text) > _LONGEST_TITLE_LINE:
            return False
        return continues_title(title, text, bool(block.align == "center" and last[1].block.align == "center"))

    def _contents(self) -> None:
        """Take the lines of a table of contents: they end with a page number, or come again further on."""
        later = [squeezed(placed.block.text) for placed in self._blocks]
        while self._at < len(self._blocks):
            text = self._text()
            stem = squeezed(_PAGE_BEHIND.sub("", text))
            again = any(line.startswith(stem) for line in later[self._at + 1 :])
            if self._blocks[self._at].block.rows or not (_CONTENTS_LINE.fullmatch(text) or (stem and again)):
                return
            self._take(Role.CONTENTS)

    def _body(self) -> None:
        """Take the body of a part until another part begins."""
        closed = False
        first = True
        while self._at < len(self._blocks):
            if not first or self._parts[-1].name == "":
                name = self._opens_attachment(closed)
                if name is not None:
                    self._parts.append(Part(name, []))
                    self._open_attachment()
                    return
            if closed and self._opens_inner():
                self._parts.append(Part("正文", []))
                return
            role = self._body_role(closed)
            if role is Role.NOISE:
                while self._at < len(self._blocks):
                    self._take(Role.NOISE)
                return
            closed = closed or role in (Role.SIGNATURE, Role.DATE, Role.COLOPHON)
            first = False
            self._take(role)

    def _body_role(self, closed: bool) -> Role:
        block, text = self._blocks[self._at].block, self._text()
        if block.rows:
            return Role.BODY
        before = self._parts[-1].blocks[-1][0] if self._parts[-1].blocks else Role.BODY
        if _NOISE_TAIL.match(text) and not self._markers_ahead():
            return Role.NOISE
        if (
            _COLOPHON.match(text)
            or (_PRINTED.fullmatch(text) and find_dates(text))
            or (before is Role.COLOPHON and len(text) < 60 and marker_of(text) is None and not is_title_like(text))
        ):
            return Role.COLOPHON
        if _ATTACHMENT_LIST.match(text) or (before is Role.ATTACHMENT_LIST and self._is_listed(text)):
            return Role.ATTACHMENT_LIST
        if only_date(text) and (
            block.align == "right" or before is Role.SIGNATURE or len(self._parts[-1].of(Role.BODY)) > 0
        ):
            return Role.DATE
        if self._is_signature(text):
            return Role.SIGNATURE
        return Role.BODY

    def _markers_ahead(self) -> bool:
        return any(
            (found := marker_of(placed.block.text)) is not None and found.level in STRUCTURE
            for placed in self._blocks[self._at + 1 :]
        )

    def _is_listed(self, text: str) -> bool:
        if len(text) >= 80 or text.endswith("。") or only_date(text) or organs_of(text):
            return False
        marker = marker_of(text)
        return marker is None or marker.level in ("1.", "1）", "（1）")

    def _is_signature(self, text: str) -> bool:
        """Whether a line is organs with a date behind or below, nothing but further organs between."""
        dates = find_dates(text)
        if dates and dates[-1].end >= len(text.rstrip()):
            return bool(organs_of(text[: dates[-1].start]))
        if not organs_of(text):
            return False
        for ahead in range(1, 8):
            following = self._text(ahead)
            if only_date(following):
                return True
            if not organs_of(following):
                return self._blocks[self._at].block.align == "right" and self._at + ahead >= len(self._blocks) - 1
        return False

    def _opens_attachment(self, closed: bool) -> str | None:
        """Return the name of the attachment that begins here, None if none does."""
        block, text = self._blocks[self._at].block, self._text()
        match = _ATTACHMENT.fullmatch(text)
        if match is None or block.rows or len(text) > 70 or text.endswith(("。", "；")):
            return None
        number, title = match["n"] or "", match["title"]
        # 附件：… before the signature lists the attachments; 附件1 alone, or behind the signature, opens one.
        apart = closed or self._parts[-1].name.startswith("附件") or block.heading > 0 or block.align == "center"
        if not title and (apart or not text.endswith(("：", ":"))):
            return f"附件{number}"
        if apart and number and not title.startswith(("和", "及", "、", "，", "所")):
            return f"附件{number}"
        return None

    def _open_attachment(self) -> None:
        """Take the line 附件1; a title on the same line is the attachment's title."""
        match = _ATTACHMENT.fullmatch(self._text())
        self._take(Role.TITLE if match and match["title"] else Role.LABEL)

    def _opens_inner(self) -> bool:
        """Whether the document that a notice brings into force begins here: a title, then its first article."""
        text = self._text()
        if (
            self._blocks[self._at].block.rows
            or not is_title_like(text)
            or _COLOPHON.match(text)
            or only_date(text)
            or organs_of(text)
        ):
            return False
        for ahead in range(1, 9):
            marker = marker_of(self._text(ahead))
            if marker is not None:
                return marker.ordinal == 1
            if _CONTENTS.fullmatch(self._text(ahead)):
                return True
        return ends_title(text)
