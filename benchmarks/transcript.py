"""A played conversation, and the same as Markdown: every turn with its outcome, every block in full."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Block = Mapping[str, Any]
# What only programs need of a block that is told key by key.
_SILENT = frozenset({"type", "id", "payload"})
_MARKS = re.compile(r"[\\`*<|]|(?<!\w)_|_(?!\w)")
_LINE_BEGINS = re.compile(r"^(\s*)([#>+-]|\d+[.)](?=\s))", re.MULTILINE)


@dataclass(frozen=True)
class Reply:
    """One answer of the system: outcome, blocks, and how long it took."""

    status: str
    blocks: tuple[Block, ...]
    milliseconds: float


@dataclass(frozen=True)
class Turn:
    """What was said or chosen, what the judge should look for, and the replies: two where a form was filled."""

    said: str
    expect: str
    replies: tuple[Reply, ...]
    person: str = ""

    @property
    def status(self) -> str:
        """Return the outcome in which the turn ended."""
        return self.replies[-1].status

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks of all replies."""
        return tuple(block for reply in self.replies for block in reply.blocks)

    @property
    def milliseconds(self) -> float:
        """Return how long the replies took together."""
        return sum(reply.milliseconds for reply in self.replies)


@dataclass(frozen=True)
class Scene:
    """A conversation that was played."""

    name: str
    turns: tuple[Turn, ...]


def markdown(played: Iterable[Scene]) -> str:
    """Return the transcript of scenes."""
    lines = ["# Conversations", ""]
    for scene in played:
        lines += [f"## {_inline(scene.name)}", ""]
        for place, turn in enumerate(scene.turns, 1):
            lines += [f"### {place}. {_inline(turn.said)}", ""]
            if turn.expect:
                lines += [f"> expected: {_inline(turn.expect)}", ""]
            for number, reply in enumerate(turn.replies):
                if number:
                    lines += [f"form filled at once: {_inline(turn.person)}", ""]
                lines += [f"`{reply.status}` · {reply.milliseconds:.0f} ms", ""]
                first = 1
                for block in reply.blocks:
                    lines += [*_block(block, first), ""]
                    first += len(block.get("options", block.get("slots", ())))
    return "\n".join(lines).rstrip() + "\n"


def _block(block: Block, first: int) -> Iterator[str]:
    """Write a block, what it offers numbered on through the reply; one of another kind is written key by key."""
    match block:
        case {"type": "text", "role": role, "text": text, "items": items}:
            if text:
                yield f"**{_inline(text)}**" if role == "conclusion" else _paragraph(text)
            if text and items:
                yield ""
            yield from (f"- {_inline(item)}" for item in items)
        case {"type": "choices", "text": text, "options": options}:
            yield from _titled("choices", text)
            yield from (f"{place}. [{_inline(option['label'])}]" for place, option in enumerate(options, first))
        case {"type": "slots", "text": text, "window": window, "slots": slots}:
            yield from _titled("slots", text, window)
            yield from (f"{place}. [{slot_label(slot)}] {_rest(slot)}" for place, slot in enumerate(slots, first))
        case {"type": "comparison", "title": title, "columns": columns, "rows": rows}:
            yield from _titled("comparison", title)
            yield from _table(columns, rows)
        case {"type": "facts", "title": title, "facts": facts}:
            yield from _titled("facts", title)
            yield from (f"- {_inline(fact['label'])}：{_inline(fact['value'])}" for fact in facts)
        case {"type": "checklist", "title": title, "items": items}:
            yield from _titled("checklist", title)
            yield from (f"- [ ] {_joined(item)}" for item in items)
        case {"type": "notice", "kind": kind, "text": text}:
            yield f"> **notice, {_inline(kind)}**: {_inline(text)}"
        case _:
            yield from _titled(str(block.get("type", "?")))
            yield from _keys(block)


def slot_label(slot: Block) -> str:
    """Return what a time is called: its day and its beginning."""
    return f"{slot['date']} {slot['start']}"


def _rest(slot: Block) -> str:
    return f"{slot['weekday']} –{slot['end']}, {slot['left']} left"


def _titled(kind: str, *words: str) -> Iterator[str]:
    yield " · ".join([f"*{kind}*", *(_inline(word) for word in words if word)])
    yield ""


def _keys(block: Block) -> Iterator[str]:
    """Write every key and value, what is empty too; a list of records as a list below."""
    for key, value in block.items():
        if key in _SILENT:
            continue
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            yield f"- {key}: {'' if value else '—'}".rstrip()
            yield from (f"  - {_joined(item)}" for item in value)
        else:
            yield f"- {key}: {_value(value)}"


def _joined(item: Block) -> str:
    return " · ".join(_value(value) for value in item.values() if value not in ("", None))


def _value(value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, str):
        return f"<{value}>" if re.fullmatch(r"https?://[^\s<>]+", value) else _inline(value)
    return _inline(json.dumps(value, ensure_ascii=False))


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for place, row in enumerate([columns, *rows]):
        yield "| " + " | ".join(_inline(cell) for cell in row) + " |"
        if place == 0:
            yield "|" + "---|" * len(columns)


def _inline(text: str) -> str:
    """Return a text in one line of Markdown that shows it as it is."""
    return _MARKS.sub(r"\\\g<0>", text.strip()).replace("\n", "<br>")


def _paragraph(text: str) -> str:
    """Return a text whose lines stay lines and begin no list and no heading."""
    lines = _LINE_BEGINS.sub(_harmless, _MARKS.sub(r"\\\g<0>", text.strip()))
    return lines.replace("\n", "\\\n")


def _harmless(found: re.Match[str]) -> str:
    blank, mark = found.groups()
    return f"{blank}{mark[:-1]}\\{mark[-1]}"
