"""How it is said: plain wording (说简单点, 用大白话讲) and traditional characters, on request and until revoked."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import opencc
import yaml

from actions.context import Context
from actions.general import fixed
from actions.memory import Memory
from actions.told import Told
from actions.turn import Turn
from actions.wording import in_english, phrase
from knowledge.blocks import AnyBlock, Checklist, Choices, Facts, Notice, Reply, Text
from knowledge.office import Office
from knowledge.subjects import all_names

PLAIN, SCRIPT = "plain", "script"
_POINTS = 3
_FACTS = 4
_PLAIN_ON = re.compile(
    "大白话|白话|(?:说|讲|答)(?:得|的)?(?:再)?(?:简单|通俗|简短|直白|明白|短)(?:点|一点|些|一些)|简单(?:点|一点|些|一些)(?:说|讲)"
    "|通俗(?:点|一点|易懂)|太复杂|太长了|看不懂|听不懂|(?:说|讲)人话|plain (?:words|language|english)|simpler"
)
_PLAIN_OFF = re.compile(
    "(?:说|讲)(?:得)?(?:再)?(?:详细|具体|完整)(?:点|一点|些)|看完整的|完整的答复|恢复正常|full answers?"
)
_TRADITIONAL_ON = re.compile(
    "(?:用|換|换|说|講|讲|改|打|寫|写|要|看).{0,4}(?:繁體|繁体|正體|正体)|繁[體体](?:字|中文)?(?:版|回复|回覆|答)?$"
)
_TRADITIONAL_OFF = re.compile("(?:用|換|换|说|講|讲|改|打|要).{0,4}(?:简体|簡體)")
_SENTENCE_END = re.compile(r"(?<=[。；])")
_QUOTED = re.compile("《[^》]*》|“[^”]*”|【[^】]*】|「[^」]*」")


def change(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Return the reply to a wish for another manner, else the turn."""
    if turn.chosen or turn.subjects:
        return turn
    for pattern, key, slots in (
        (_PLAIN_OFF, "plain_off", {PLAIN: None}),
        (_PLAIN_ON, "plain_on", {PLAIN: True}),
        (_TRADITIONAL_OFF, "traditional_off", {SCRIPT: None}),
        (_TRADITIONAL_ON, "traditional_on", {SCRIPT: "traditional"}),
    ):
        if pattern.search(turn.text):
            return Told(fixed(key, replace(turn, intent=key)), slots=slots)
    return turn


def manner_of(turn: Turn, slots: dict[str, Any]) -> dict[str, Any]:
    """Return the manner of a reply: what this turn set or an earlier one, else plain where the page asks for it.

    The page of 长辈版 asks with every message; who says 说详细点 there is answered in full from then on.
    """
    asked = {PLAIN: True} if turn.metadata.get(PLAIN) is True and PLAIN not in slots else {}
    return {**turn.slots, **asked, **slots}


def in_manner(context: Context, reply: Reply, slots: dict[str, Any]) -> Reply:
    """Return the reply as it was asked for: plain, in traditional characters, or as it is."""
    if in_english():
        return reply
    if slots.get(PLAIN):
        with context.office() as office:
            reply = _plain(reply, _kept(office))
    if slots.get(SCRIPT) == "traditional":
        with context.office() as office:
            kept = _kept(office)
            reply = _worded(reply, lambda text: _outside(text, kept, _traditional().convert))
    return reply


def _plain(reply: Reply, kept: re.Pattern[str]) -> Reply:
    """The conclusion, at most three points, the basis folded, one next step; lists of papers and times stay whole."""
    blocks: list[AnyBlock] = []
    points, cut = 0, False
    for block in reply.blocks:
        if isinstance(block, Text) and block.role == "points":
            every = [sentence for item in block.items for sentence in _sentences(item)]
            short = every[: _POINTS - points]
            points, cut = points + len(short), cut or len(short) < len(every)
            if short:
                blocks.append(block.model_copy(update={"items": tuple(short)}))
        elif isinstance(block, Choices) and reply.status == "answered":
            blocks.append(block.model_copy(update={"options": block.options[:1]}))
        elif isinstance(block, Facts):
            blocks.append(block.model_copy(update={"facts": block.facts[:_FACTS]}))
        else:
            blocks.append(block)
    if cut:
        at = max(place for place, block in enumerate(blocks) if isinstance(block, Text)) + 1
        blocks.insert(at, Text(text=phrase("manner.more")))
    return _worded(reply.model_copy(update={"blocks": tuple(blocks)}), lambda text: _outside(text, kept, _said_plainly))


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def _worded(reply: Reply, change_text: Callable[[str], str]) -> Reply:
    """Change what we say ourselves; citations, checklists' names and forms stay as they are."""
    blocks: list[AnyBlock] = []
    for block in reply.blocks:
        if isinstance(block, Text):
            items = tuple(map(change_text, block.items))
            blocks.append(block.model_copy(update={"text": change_text(block.text), "items": items}))
        elif isinstance(block, Notice):
            blocks.append(block.model_copy(update={"text": change_text(block.text)}))
        elif isinstance(block, Choices):
            options = tuple(row.model_copy(update={"label": change_text(row.label)}) for row in block.options)
            blocks.append(block.model_copy(update={"text": change_text(block.text), "options": options}))
        elif isinstance(block, Checklist):
            blocks.append(block.model_copy(update={"title": change_text(block.title)}))
        elif isinstance(block, Facts):
            facts = tuple(row.model_copy(update={"label": change_text(row.label)}) for row in block.facts)
            blocks.append(block.model_copy(update={"facts": facts}))
        else:
            blocks.append(block)
    return reply.model_copy(update={"blocks": tuple(blocks)})


def _outside(text: str, kept: re.Pattern[str], change_text: Callable[[str], str]) -> str:
    """Change a text outside of quotations and official names."""
    pieces, end = [], 0
    for match in kept.finditer(text):
        pieces += [change_text(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*pieces, change_text(text[end:])])


def _kept(office: Office) -> re.Pattern[str]:
    """The official names of the database, and all quotations."""
    official = {str(row["name"]) for row in all_names(office.session) if row["type"] in ("policy", "service", "hall")}
    return _pattern(frozenset(official))


@functools.lru_cache(maxsize=8)
def _pattern(official: frozenset[str]) -> re.Pattern[str]:
    longest = sorted(map(re.escape, official), key=len, reverse=True)
    return re.compile("|".join([_QUOTED.pattern, *longest]))


def _said_plainly(text: str) -> str:
    words = _plain_words()
    return re.sub("|".join(sorted(map(re.escape, words), key=len, reverse=True)), lambda m: words[m.group()], text)


@functools.cache
def _plain_words() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((Path(__file__).parent / "plain.yml").read_text("utf-8"))["words"]
    return loaded


@functools.cache
def _traditional() -> opencc.OpenCC:
    # s2t with the common forms of characters: 為 and 審核, not 爲 and 審覈.
    return opencc.OpenCC("s2tw")
