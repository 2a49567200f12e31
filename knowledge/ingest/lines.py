"""Lines on a page become paragraphs: what was wrapped is joined again, what stands apart stays apart.

Used by every reader whose file knows lines only (pdf, wrapped txt). Places are in any unit that `size`, the height of
a character, is in too; a Chinese character is one `size` wide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.ingest.blocks import Align, Block
from knowledge.ingest.markers import marker_of

_ENDS = "。；：！？.;:!?”）)」"
_SENTENCE_END = re.compile(r"[。；：！？;:!?][”）)」』]*$")
_LATIN = re.compile(r"[A-Za-z0-9]+$"), re.compile(r"^[A-Za-z0-9]+")


@dataclass(frozen=True)
class Line:
    """A line on a page, in a frame (a column) with a left and a right edge; `gap` is the white above it."""

    text: str
    page: int | None
    left: float
    right: float
    frame: tuple[float, float]
    size: float
    gap: float = 0.0

    @property
    def align(self) -> Align:
        """How the line stands in its frame, as far as one line can tell."""
        before, behind = (self.left - self.frame[0]) / self.size, (self.frame[1] - self.right) / self.size
        width = (self.frame[1] - self.frame[0]) / self.size
        # Indented by two, as paragraphs are, is not centred.
        if before > 2.6 and abs(before - behind) < 1.6:
            return "center"
        if before > max(0.35 * width, behind + 4) and behind < 8:
            return "right"
        return ""


def join_lines(lines: Sequence[Line]) -> list[Block]:
    """Return the paragraphs of the lines, each with the page on which it begins."""
    indents = _uses_indents(lines)
    usual = _usual_gap(lines)
    joined: list[list[Line]] = []
    for line in lines:
        if joined and _continues(joined[-1], line, indents, usual):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [Block(_text(group), group[0].page, group[0].align if len(group) == 1 else "") for group in joined]


def _continues(paragraph: list[Line], line: Line, indents: bool, usual: float) -> bool:
    last, first = paragraph[-1], paragraph[0]
    if abs(last.size - line.size) > 0.12 * last.size:
        return False
    if (len(paragraph) == 1 and first.align) or line.align == "right":
        return False
    same_page = last.page == line.page
    if same_page and line.gap > max(usual * 1.9, usual + 0.6 * line.size):
        return False
    if not _is_full(last, line):
        return False
    indented = line.left - line.frame[0] > 1.4 * line.size
    ended = bool(_SENTENCE_END.search(last.text))
    marker = marker_of(line.text)
    # A line that ends with a bracket may be whole; 第三条 behind it is rather mentioned than begun.
    closed = ended or (last.text.endswith(("）", ")")) and marker is not None and marker.level != "条")
    if marker is not None and (closed or indented):
        return False
    if not ended:
        return not line.align
    return indents and not indented


def _is_full(line: Line, following: Line) -> bool:
    """Whether a line goes as far as it can: a word of Latin letters that did not fit may leave more room."""
    word = _LATIN[1].match(following.text)
    room = 2.3 + (0.55 * len(word.group()) if word else 0)
    return line.frame[1] - line.right < room * line.size


def _uses_indents(lines: Sequence[Line]) -> bool:
    indented = sum(1 for line in lines if 1.4 < (line.left - line.frame[0]) / line.size < 3.2)
    flush = sum(1 for line in lines if (line.left - line.frame[0]) / line.size <= 1.4)
    return indented >= 2 and indented >= 0.1 * (indented + flush)


def _usual_gap(lines: Sequence[Line]) -> float:
    """Return the white between two lines of a paragraph: the smallest that is not rare."""
    gaps = Counter(round(line.gap) for line in lines if line.gap > 0)
    often = [gap for gap, count in gaps.items() if count >= max(2, 0.1 * sum(gaps.values()))]
    return float(min(often)) if often else 0.0


def _text(group: list[Line]) -> str:
    text = group[0].text
    for line in group[1:]:
        latin = _LATIN[0].search(text) and _LATIN[1].match(line.text)
        # Two runs of letters are two words; digits that were cut in two are one number.
        words = latin and not (text[-1].isdigit() and line.text[0].isdigit())
        text += (" " if words else "") + line.text
    return text
