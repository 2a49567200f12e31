"""The clause tree: 编-章-节-条-款-项-目 of articles, 一、（一）1.（1） of notices, paragraphs of what has neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.ingest.blocks import Placed, Rows
from knowledge.ingest.markers import IN_ARTICLES, NUMBERED, STRUCTURE, Marker, marker_of
from knowledge.ingest.part import Part, Role
from language.numbers import to_chinese

LEVELS = (*STRUCTURE, "款", "项", "目", *NUMBERED, "段", "附件", "表")
"""Every level that a clause may have."""
CONTAINERS = ("编", "章", "节")
"""Levels whose text is their heading: what stands below is told by their clauses."""

_HEAD_IN_MARKS = re.compile(r"[【\[（(〔](?P<heading>[^】\]）)〕]{2,20})[】\]）)〕][ \u3000]*(?=\S)")
_FIRST_SENTENCE = re.compile(r"(?P<heading>[^。；：，！？]{2,30})[。：](?=\S)")
_CLOSING = re.compile(
    r"(?:本(?:通知|意见|办法|方案|措施|政策|规定|细则|公告|通告|文件)(?:自|由|从)|特此(?:通知|公告|函复|通告)|以上(?:政策|措施|意见))"
)
_ENDED = re.compile(r"[。；：！？:;!?…][”）)」』]*$")
_LONGEST_HEADING = 40
_NAMES = ("正文", "印发通知")
_ATTACHMENT_NAME = re.compile(r"附件[0-9一二三四五六七八九十]*")


@dataclass(frozen=True)
class ParsedClause:
    """A clause: `text` is the document's text from `start` to `end` (exclusive), all that belongs to it included.

    `parent` is the path of the clause that it belongs to, empty for none; `rows` are a table's cells.
    """

    path: str
    level: str
    ordinal: int | None
    heading: str
    text: str
    start: int
    end: int
    page: int | None
    parent: str = ""
    rows: Rows = ()


@dataclass
class _Node:
    level: str
    ordinal: int | None
    label: str
    start: int
    end: int
    page: int | None
    heading: str = ""
    children: list[_Node] = field(default_factory=list)
    paragraphs: list[_Node] = field(default_factory=list)
    rows: Rows = ()


def clauses_of(text: str, parts: Sequence[Part]) -> tuple[ParsedClause, ...]:
    """Return every clause of a document in the order of its text, each with a path of its own.

    The part whose numbered clauses come first has plain paths (第三条); others put their name before (附件1 第三条).
    """
    trees = [(part, _Tree(part).build()) for part in parts]
    main = next(
        (part for part, tree in trees if any(node.level in ("条", "章", "一、") for node in tree)),
        parts[0] if parts else None,
    )
    out: list[ParsedClause] = []
    taken: dict[str, int] = {}
    for part, tree in trees:
        prefix = "" if part is main else part.name if part.name else "印发通知"
        out += _flattened(text, tree, prefix, "", taken)
    return tuple(out)


class _Tree:
    """Builds the tree of one part, paragraph after paragraph."""

    def __init__(self, part: Part) -> None:
        self._blocks = part.of(Role.BODY)
        found = [marker_of(block.block.text) for block in self._blocks]
        self._articles = any(marker is not None and marker.level == "条" for marker in found)
        self._numbered = self._articles or sum(1 for marker in found if marker is not None) >= 2
        self._roots: list[_Node] = []
        self._stack: list[_Node] = []

    def build(self) -> list[_Node]:
        """Return the top of the tree."""
        waiting = ""
        for place, block in enumerate(self._blocks):
            text = block.block.text
            if block.block.rows:
                self._add_table(block, waiting)
                waiting = ""
                continue
            marker = marker_of(text) if self._numbered else None
            caption = marker is None and len(text) <= _LONGEST_HEADING and not _ENDED.search(text)
            waiting = text if caption else ""
            if marker is not None and self._fits(marker):
                self._add(block, marker)
            elif self._numbered:
                self._add_paragraph(block, place)
            else:
                self._add_plain(block)
        return self._roots

    def _fits(self, marker: Marker) -> bool:
        """Whether a marker counts on, or begins: 2. behind nothing is no list unless a list of its level is open."""
        if marker.level in STRUCTURE:
            return True
        if any(node.level == self._level(marker) for node in self._stack):
            return True
        return marker.ordinal == 1 or marker.level in ("一、", "（一）")

    def _level(self, marker: Marker) -> str:
        in_article = any(node.level == "条" for node in self._stack)
        return IN_ARTICLES.get(marker.level, marker.level) if in_article else marker.level

    def _add(self, block: Placed, marker: Marker) -> None:
        level = self._level(marker)
        if marker.level in STRUCTURE:
            rank = STRUCTURE.index(marker.level)
            while self._stack and not (
                self._stack[-1].level in STRUCTURE and STRUCTURE.index(self._stack[-1].level) < rank
            ):
                self._stack.pop()
        else:
            self._close_for(level, marker)
        node = _Node(level, marker.ordinal, marker.label, block.start, block.end, block.block.page)
        node.heading = _heading(level, block.block.text[marker.end :])
        self._push(node)
        if level == "条" and node.heading != block.block.text[marker.end :]:
            node.paragraphs.append(_Node("款", 1, "", block.start, block.end, block.block.page))

    def _close_for(self, level: str, marker: Marker) -> None:
        """Pop to where a number belongs: beside its own level if that is open, else below, or up to a wider one."""
        places = [place for place, node in enumerate(self._stack) if node.level == level]
        if places:
            del self._stack[places[-1] :]
            return
        order = [*NUMBERED, *IN_ARTICLES.values()]
        if marker.ordinal == 1 or level not in order:
            return
        narrower = NUMBERED[NUMBERED.index(marker.level) :]
        while self._stack and self._stack[-1].level in narrower:
            self._stack.pop()

    def _push(self, node: _Node) -> None:
        if self._stack:
            self._stack[-1].children.append(node)
        else:
            self._roots.append(node)
        self._stack.append(node)
        self._extend(node.end)

    def _extend(self, end: int) -> None:
        for node in self._stack:
            if node.level not in CONTAINERS:
                node.end = max(node.end, end)
                if node.paragraphs:
                    node.paragraphs[-1].end = max(node.paragraphs[-1].end, end)

    def _is_bare_heading(self) -> bool:
        """Whether the deepest clause is a heading without a text so far."""
        node = self._stack[-1]
        return bool(node.heading) and node.end - node.start <= len(node.label) + len(node.heading) + 2

    def _goes_on(self, place: int) -> bool:
        """Whether a list that is open is taken up again further on: what stands here belongs to its last item."""
        open_items = {node.level: node.ordinal for node in self._stack if node.level not in STRUCTURE}
        for block in self._blocks[place + 1 :]:
            marker = marker_of(block.block.text)
            if marker is None:
                continue
            level = self._level(marker)
            if marker.level in STRUCTURE or (level in open_items and marker.ordinal == 1):
                return False
            if open_items.get(level) == marker.ordinal - 1:
                return True
        return False

    def _add_paragraph(self, block: Placed, place: int) -> None:
        text = block.block.text
        article = next((node for node in self._stack if node.level == "条"), None)
        if self._stack and self._stack[-1].level in CONTAINERS:
            self._add_below_container(block)
        elif article is not None and not (_CLOSING.match(text) and block is self._blocks[-1]):
            if self._goes_on(place):
                self._extend(block.end)
                return
            # What stands unnumbered in an article is its next 款.
            del self._stack[self._stack.index(article) + 1 :]
            number = len(article.paragraphs) + 1
            article.paragraphs.append(_Node("款", number, "", block.start, block.end, block.block.page))
            self._extend(block.end)
        elif not self._stack or (_CLOSING.match(text) and not self._is_bare_heading()):
            self._stack.clear()
            self._roots.append(_Node("段", None, "", block.start, block.end, block.block.page))
        else:
            self._extend(block.end)

    def _add_below_container(self, block: Placed) -> None:
        node = self._stack[-1]
        if not node.heading and len(block.block.text) <= _LONGEST_HEADING and not _ENDED.search(block.block.text):
            # 第一章 and its name on two lines.
            node.heading, node.end = block.block.text, block.end
            return
        node.children.append(_Node("段", None, "", block.start, block.end, block.block.page))

    def _add_plain(self, block: Placed) -> None:
        text = block.block.text
        heading = len(text) <= _LONGEST_HEADING and not _ENDED.search(text) and block is not self._blocks[-1]
        if heading:
            self._stack = [_Node("段", None, "", block.start, block.end, block.block.page, heading=text)]
            return
        node = _Node("段", None, "", block.start, block.end, block.block.page)
        node.heading = self._stack[0].heading if self._stack else ""
        self._roots.append(node)

    def _add_table(self, block: Placed, caption: str) -> None:
        node = _Node("表", None, "", block.start, block.end, block.block.page, heading=caption, rows=block.block.rows)
        if not self._numbered:
            self._roots.append(node)
            return
        parent = self._stack[-1] if self._stack else None
        (parent.children if parent is not None else self._roots).append(node)
        self._extend(block.end)


def _heading(level: str, rest: str) -> str:
    """Return the heading of a clause: all of a chapter's line, 【…】 of an article, a first short sentence."""
    if level in CONTAINERS:
        return rest
    match = _HEAD_IN_MARKS.match(rest)
    if level == "条" and match:
        return match["heading"]
    if len(rest) <= _LONGEST_HEADING and rest and not _ENDED.search(rest) and "，" not in rest:
        return rest
    match = _FIRST_SENTENCE.match(rest)
    if match and level in ("一、", "（一）", "1.") and match.group().endswith("。"):
        return match["heading"]
    return ""


def _flattened(
    text: str, nodes: Sequence[_Node], prefix: str, parent: str, taken: dict[str, int], chapter: str = ""
) -> Iterator[ParsedClause]:
    """Yield nodes and what is below them, each with a path that nothing else has.

    `prefix` is the path that what stands here goes on; `chapter` the path of the chapter around, which articles leave
    out: they are counted through.
    """
    counts: dict[str, int] = {}
    for node in nodes:
        counts[node.level] = counts.get(node.level, 0) + 1
        around = prefix if node.level == "条" else chapter or prefix
        path = _unique(_path(node, around, counts[node.level]), taken)
        ordinal = node.ordinal if node.ordinal is not None else counts[node.level]
        yield ParsedClause(
            path, node.level, ordinal, node.heading, text[node.start : node.end],
            node.start, node.end, node.page, parent, node.rows,
        )  # fmt: skip
        if node.level in CONTAINERS:
            yield from _flattened(text, node.children, prefix, path, taken, path)
        else:
            yield from _flattened(text, _with_paragraphs(node), path, path, taken)


def _with_paragraphs(node: _Node) -> list[_Node]:
    """Return what stands below a node: several 款 take the items that stand in them; a single one is the 条 itself."""
    if len(node.paragraphs) < 2:
        return node.children
    for paragraph in node.paragraphs:
        paragraph.children = [child for child in node.children if paragraph.start <= child.start < paragraph.end]
    before = [child for child in node.children if child.start < node.paragraphs[0].start]
    return [*before, *node.paragraphs]


def _unique(path: str, taken: dict[str, int]) -> str:
    taken[path] = taken.get(path, 0) + 1
    return path if taken[path] == 1 else f"{path}（重号{taken[path]}）"


def _path(node: _Node, around: str, count: int) -> str:
    name = {
        "款": f"第{to_chinese(count)}款",
        "项": f"第{node.label}项",
        "目": f"第{node.ordinal}目",
        "段": f"第{count}段",
        "表": f"表{count}",
    }.get(node.level, node.label)
    # The name of a part (附件1) is parted by a blank, what is counted below is not.
    return f"{around} {name}" if around in _NAMES or _ATTACHMENT_NAME.fullmatch(around) else f"{around}{name}"
