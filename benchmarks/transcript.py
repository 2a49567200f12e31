"""A conversation as Markdown: every turn with its outcome and every block in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.converse import Scene

Block = dict[str, Any]
# What a block is told by, and what only programs need.
_SILENT = frozenset({"type", "role", "id", "payload"})


def markdown(played: Iterable[Scene]) -> str:
    """Return the transcript of scenes."""
    lines = ["# Conversations", ""]
    for scene in played:
        lines += [f"## {scene.name}", ""]
        for place, turn in enumerate(scene.turns, 1):
            lines += [f"**{place}. {turn.said}** · `{turn.status}` · {turn.milliseconds:.0f} ms", ""]
            if turn.expect:
                lines += [f"> expected: {turn.expect}", ""]
            for block in turn.blocks:
                lines += [*_block(block), ""]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block["type"]:
        case "text":
            text = block["text"]
            yield f"**{text}**" if block["role"] == "conclusion" else text
            yield from (f"- {item}" for item in block["items"])
        case "choices":
            yield block["text"] or "选择："
            yield from (f"{place}. [{option['label']}]" for place, option in enumerate(block["options"], 1))
        case "slots":
            yield f"{block['text']} {block['window']}".strip()
            for place, slot in enumerate(block["slots"], 1):
                yield f"{place}. [{slot['date']} {slot['start']}] {slot['weekday']} –{slot['end']}, {slot['left']} left"
        case "comparison":
            yield f"*{block['title']}*"
            yield ""
            yield from _table([block["columns"], *block["rows"]])
        case "facts":
            yield f"*{block['title']}*"
            yield from (f"- {fact['label']}：{fact['value']}" for fact in block["facts"])
        case "checklist":
            yield f"*{block['title']}*"
            yield from (f"- [ ] {' · '.join(str(item[key]) for key in item if item[key])}" for item in block["items"])
        case _:
            yield f"_{block['type']}_"
            yield from (f"- {key}: {value}" for key, value in block.items() if key not in _SILENT and value)


def _table(rows: list[list[str]]) -> Iterator[str]:
    for place, row in enumerate(rows):
        yield "| " + " | ".join(cell.replace("|", "／") for cell in row) + " |"
        if place == 0:
            yield "|" + "---|" * len(row)
