"""Follow-ups: what only changes or points at one thing of the turn before (那博士呢, 第二个呢, 换成明天, 对)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.answer import Answer
from actions.context import Context
from actions.entities import Entity, read_entities
from actions.memory import Asked, Memory
from actions.offers import ASPECT_OF, standing
from actions.told import Told
from actions.turn import SAID, Turn, made_turn
from actions.wording import phrase
from knowledge.appointments.calendar import office_calendar
from knowledge.appointments.reading import is_just
from knowledge.blocks import Payload
from knowledge.ordinals import ordinal_in
from language.dates import parse_when

_IDLE = re.compile(
    "那么|那|么|呢|的话|的|换成|改成|换|改|如果|要是|假如|我|是|如何|怎么样|和|还有|再|看看|看|说说|讲讲|选|要|吧|啊|呀|也"
)
_CHANGES = re.compile("那|呢|换成|改成|要是|如果|假如|换")
# What may change in a question while all else stays.
_VALUES = frozenset(
    {"education", "job_title", "title", "skill_level", "honour", "employer_type", "talent_class", "returnee", "place"}
)
_TIMED = frozenset({"appt_slots", "service_hours"})


def resolve(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Return the turn with what it refers to filled in, or a question back when there is nothing to refer to."""
    if turn.chosen or not turn.text:
        return turn
    confirmed = _confirmed(turn, memory)
    if confirmed is not None:
        return confirmed
    pointed = _pointed(turn, memory)
    if pointed is not None:
        return pointed
    moved = _another_time(context, turn, memory)
    if moved is not None:
        return moved
    return _one_changed(turn, memory) or turn


def _confirmed(turn: Turn, memory: Memory) -> Turn | None:
    """A bare 对 takes the only reading that was offered; without an open one it says nothing."""
    if memory.open and is_just(turn.text, "agree"):
        return _as_chosen(turn, memory.open)
    if memory.missed and is_just(turn.text, "refuse"):
        return replace(turn, intent="handoff", ranking=(("handoff", 1.0),), chosen=True)
    return None


def _pointed(turn: Turn, memory: Memory) -> Turn | Told | None:
    """第二个…: the thing of the last list; alone it asks what was asked of the list."""
    ordinal = ordinal_in(turn.text)
    if ordinal is None or turn.subjects:
        return None
    if not memory.listed:
        return _nothing_before(turn, "followup.no_list")
    place = ordinal.of(len(memory.listed))
    if place is None:
        return _out_of_list(turn, memory)
    option = memory.listed[place]
    subject = str(option.get("entities", {}).get("subject") or "")
    rest = _IDLE.sub("", _letters(_cut(turn.text, (ordinal.span,))))
    if rest and subject:
        return replace(turn, subjects=(subject,), spans=(*turn.spans, ordinal.span))
    asked = memory.asked
    chosen = _as_chosen(turn, option)
    things = _subjects(memory)
    if asked is None or asked.intent not in ASPECT_OF or asked.subject not in things or len(things) < 2:
        return chosen
    # Something was asked of another thing of the list meanwhile: the same is meant of this one.
    return replace(chosen, intent=asked.intent, ranking=((asked.intent, 1.0),))


def _as_chosen(turn: Turn, option: dict[str, Any]) -> Turn:
    """Take the turn as if the button of this option had been pressed."""
    rows = [{"entity": key, "value": value, "start": 0} for key, value in option.get("entities", {}).items()]
    said = option.get("value", "") if option.get("slot") == SAID else ""
    choice = (
        {"slot": option.get("slot"), "value": option.get("value")} if option.get("slot") not in (None, SAID) else None
    )
    intent = option.get("intent") or turn.intent
    return made_turn(
        conversation=turn.conversation, text=said or option.get("text") or "", intent=intent, ranking=((intent, 1.0),),
        entities=read_entities(rows), slots=turn.slots, chosen=True, language=turn.language,
        metadata={"choice": choice} if choice else {},
    )  # fmt: skip


def _subjects(memory: Memory) -> set[str]:
    return {str(option.get("entities", {}).get("subject")) for option in memory.listed} - {"None"}


def _another_time(context: Context, turn: Turn, memory: Memory) -> Turn | None:
    """换成明天, 那周日呢: the same question of another day."""
    asked = memory.asked
    if asked is None or asked.intent not in _TIMED or turn.subjects or not _CHANGES.search(turn.text):
        return None
    with context.office() as office:
        when = parse_when(turn.text, office.now, office_calendar(office))
    if when.status == "none" or _IDLE.sub("", _letters(_cut(turn.text, when.spans))):
        return None
    return replace(
        turn, intent=asked.intent, ranking=((asked.intent, 1.0),), subjects=(asked.subject,) if asked.subject else ()
    )


def _one_changed(turn: Turn, memory: Memory) -> Turn | Told | None:
    """那博士呢, B类呢, 那公寓呢: the question before, with one name or value in place of another of its kind."""
    changed = [e for e in turn.entities if (e.kind in _VALUES or e.is_subject) and not e.negated and e.start >= 0]
    if not changed or _IDLE.sub("", _letters(_cut(turn.text, tuple((e.start, e.end) for e in changed)))):
        return None
    subjects = [entity for entity in changed if entity.is_subject]
    if not (_CHANGES.search(turn.text) or (memory.asked is not None and not subjects)):
        return None
    asked = memory.asked
    if asked is None:
        # A name alone is asked what is wanted of it; a value alone refers to nothing.
        return None if subjects or turn.previous else _nothing_before(turn, "followup.no_question")
    return _renewed(turn, asked, changed)


def _renewed(turn: Turn, asked: Asked, changed: list[Entity]) -> Turn:
    text, entities = asked.text, list(asked.entities)
    for entity in changed:
        old = next((row for row in entities if _kind(row) == _kind(entity)), None)
        if old is not None and old.text and text[old.start : old.end] == old.text:
            text = text[: old.start] + entity.text + text[old.end :]
            entities = _shifted(entities, old, len(entity.text) - len(old.text))
        else:
            text = f"{text} {entity.text}".strip()
        placed = text.rfind(entity.text)
        new = replace(entity, start=placed, end=placed + len(entity.text), scheme=entity.scheme or _scheme(old))
        entities = [*(row for row in entities if _kind(row) != _kind(entity)), new]
    renewed = made_turn(
        conversation=turn.conversation, text=text, intent=asked.intent, ranking=((asked.intent, 1.0),),
        entities=tuple(entities), slots=turn.slots, metadata=turn.metadata, language=turn.language,
    )  # fmt: skip
    varied = tuple(e.text for e in changed if e.kind in _VALUES - {"talent_class"})
    subjects = renewed.subjects or ((asked.subject,) if asked.subject else ())
    return replace(renewed, subjects=subjects, varied=varied)


def _shifted(entities: list[Entity], old: Entity, by: int) -> list[Entity]:
    return [replace(e, start=e.start + by, end=e.end + by) if e.start > old.start else e for e in entities]


def _scheme(old: Entity | None) -> str:
    return old.scheme if old is not None else ""


def _kind(entity: Entity) -> str:
    return "subject" if entity.is_subject else entity.kind


def _nothing_before(turn: Turn, key: str) -> Told:
    answer = Answer(turn.text)
    answer.conclude(phrase(key))
    answer.choose(standing("policies", "services", "handoff"))
    return Told(answer.reply("clarify"), missed=True)


def _out_of_list(turn: Turn, memory: Memory) -> Told:
    answer = Answer(turn.text)
    answer.conclude(phrase("followup.out_of_list"))
    rows = [dict(row) for row in memory.listed]
    answer.choose([(row.pop("label"), Payload.model_validate(row)) for row in rows])
    return Told(answer.reply("clarify"), missed=True)


def _cut(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    covered = {place for start, end in spans for place in range(start, end)}
    return "".join(letter for place, letter in enumerate(text) if place not in covered)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
