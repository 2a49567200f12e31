"""What each block of a document is for: red head, number, title, addressee, body, signature, attachments, colophon."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.ingest import role_patterns as patterns
from knowledge.ingest.blocks import Placed
from knowledge.ingest.characters import squeezed
from knowledge.ingest.dates import find_dates, only_date
from knowledge.ingest.document_numbers import own_number
from knowledge.ingest.issuers import is_red_head, organs_of
from knowledge.ingest.labels import is_label_line, value_follows
from knowledge.ingest.markers import STRUCTURE, marker_of
from knowledge.ingest.part import Part, Role
from knowledge.ingest.titles import continues_title, ends_title, is_adoption_note, is_title_like


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
        while self._at < len(self._blocks) and taken < patterns.MOST_HEAD:
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
        if (
            (patterns.NOISE_HEAD.match(text) and not text.endswith("。"))
            or not re.search(r"\w", text)
            or self._is_title_again(text)
        ):
            return Role.NOISE
        last = self._parts[-1].blocks[-1] if self._parts[-1].blocks else None
        if last is not None and last[0] is Role.LABEL and value_follows(last[1].block.text, text):
            return Role.LABEL
        if patterns.MARKS.fullmatch(squeezed(text)):
            return Role.NOISE
        if own_number(text):
            return Role.NUMBER
        if is_label_line(text):
            return Role.LABEL
        if patterns.CONTENTS.fullmatch(text):
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
        if patterns.ADDRESSEE.fullmatch(text) and self._has(Role.TITLE) and not patterns.ATTACHMENT_LIST.match(text):
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
            and (bool(patterns.BYLINE.search(text)) or ":" in text)
        ) or (len(text) < 60 and bool(patterns.BYLINE.match(text)))

    def _is_title_again(self, text: str) -> bool:
        """Whether a page repeats its title above the document, or links to what explains it."""
        whole, title = squeezed(text), squeezed(self._parts[-1].title)
        if patterns.EXPLAINED.match(whole):
            return True
        return ends_title(title) and len(whole) > 6 and len(text) < 140 and (whole in title or title in whole)

    def _begins_anew(self, text: str) -> bool:
        """Whether the document itself begins here, what stood above being the page's: a whole title, then its head."""
        if (
            marker_of(text)
            or not (is_title_like(text) and ends_title(text))
            or self._parts[-1].blocks[-1][0] is Role.TITLE
        ):
            return False
        following = (self._text(ahead) for ahead in range(1, 5))
        return any(own_number(s) or (patterns.ADDRESSEE.fullmatch(s) and not marker_of(s)) for s in following)

    def _is_front(self) -> bool:
        """Whether nothing but what pages put above a document was taken so far: no sentence yet."""
        if self._parts[-1].name or not self._parts[-1].blocks or self._has(Role.ADDRESSEE):
            return False
        texts = [placed.block.text for placed in self._parts[-1].of(Role.BODY)]
        return len(texts) < 20 and not any(len(text) > 50 and text.endswith("。") for text in texts)

    def _drop_front(self) -> None:
        """Call noise what stands above the document itself, labelled values excepted."""
        blocks = self._parts[-1].blocks
        blocks[:] = [(role if role is Role.LABEL else Role.NOISE, placed) for role, placed in blocks]

    def _title_goes_on(self, text: str) -> bool:
        title = self._parts[-1].title
        return bool(title) and title.count("《") > title.count("》") and len(text) < patterns.LONGEST_TITLE_LINE

    def _is_title(self, text: str) -> bool:
        title = self._parts[-1].title
        block = self._blocks[self._at].block
        if not title:
            return is_title_like(text) and not patterns.ATTACHMENT_LIST.match(text)
        if self._begins_anew(text):
            self._drop_front()
            return True
        last = self._parts[-1].blocks[-1]
        if last[0] is not Role.TITLE or len(text) > patterns.LONGEST_TITLE_LINE:
            return False
        return continues_title(title, text, bool(block.align == "center" and last[1].block.align == "center"))

    def _contents(self) -> None:
        """Take the lines of a table of contents: they end with a page number, or come again further on."""
        later = [squeezed(placed.block.text) for placed in self._blocks]
        while self._at < len(self._blocks):
            text = self._text()
            stem = squeezed(patterns.PAGE_BEHIND.sub("", text))
            again = any(line.startswith(stem) for line in later[self._at + 1 :])
            if self._blocks[self._at].block.rows or not (patterns.CONTENTS_LINE.fullmatch(text) or (stem and again)):
                return
            self._take(Role.CONTENTS)

    def _body(self) -> None:
        """Take the body of a part until another part begins."""
        closed = False
        first = True
        while self._at < len(self._blocks):
            if self._is_front() and self._begins_anew(self._text()):
                self._drop_front()
                self._take(Role.TITLE)
                self._head()
                continue
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
            if role is Role.NOISE and self._is_behind():
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
        if patterns.NOISE_TAIL.match(text) and not self._markers_ahead():
            return Role.NOISE
        if (
            patterns.COLOPHON.match(text)
            or (patterns.PRINTED.fullmatch(text) and find_dates(text))
            or (before is Role.COLOPHON and len(text) < 60 and marker_of(text) is None and not is_title_like(text))
        ):
            return Role.COLOPHON
        if patterns.ATTACHMENT_LIST.match(text) or (before is Role.ATTACHMENT_LIST and self._is_listed(text)):
            return Role.ATTACHMENT_LIST
        if only_date(text) and (
            block.align == "right" or before is Role.SIGNATURE or len(self._parts[-1].of(Role.BODY)) > 0
        ):
            return Role.DATE
        if self._is_signature(text):
            return Role.SIGNATURE
        return Role.BODY

    def _is_behind(self) -> bool:
        """Whether most of the text stands before this place: what pages put behind a text may stand above it too."""
        place = self._blocks[self._at].start
        return place - self._blocks[0].start > 0.5 * (self._blocks[-1].end - self._blocks[0].start)

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
        match = patterns.ATTACHMENT.fullmatch(text)
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
        match = patterns.ATTACHMENT.fullmatch(self._text())
        self._take(Role.TITLE if match and match["title"] else Role.LABEL)

    def _opens_inner(self) -> bool:
        """Whether the document that a notice brings into force begins here: a title, then its first article."""
        text = self._text()
        if (
            self._blocks[self._at].block.rows
            or not is_title_like(text)
            or patterns.COLOPHON.match(text)
            or only_date(text)
            or organs_of(text)
        ):
            return False
        for ahead in range(1, 9):
            marker = marker_of(self._text(ahead))
            if marker is not None:
                return marker.ordinal == 1
            if patterns.CONTENTS.fullmatch(self._text(ahead)):
                return True
        return ends_title(text)
