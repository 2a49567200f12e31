"""One turn as an action sees it, read from the tracker that Rasa sends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from actions.entities import AMBIGUOUS, CLASS, Entity, read_entities
from knowledge.blocks import Payload

FALLBACK = "nlu_fallback"
# The slot name under which a button gives back what the applicant had said.
SAID = "said"
_CLAUSE = re.compile(r"第[一二三四五六七八九十百\d]+条(?:第[一二三四五六七八九十\d]+款)?")
_STRETCH = re.compile(r"[^，,。；;！!？?\n]+[，,。；;！!？?\n]*")
_CONNECTING = re.compile("那|么|呢|的|换成|如果|要是|是|人才|和|还有")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Part:
    """A stretch of the text with a question or wish of its own."""

    start: int
    end: int
    intent: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Turn:
    """What was said, and what the bot made of it.

    `ranking` are the intents with their confidence (0 to 1), best first; `subjects` are ids in the order of the text,
    `excluded` those that the applicant does not mean; `spans` where names stand; `previous` is the subject of the turn
    before, `previous_aspect` what was asked of it; `metadata` is what `web` sent beside the text (a chosen option, a
    reference to contact data). `chosen` tells that a button was pressed. `preface` are sentences that the reply
    shows beside its own, `offers` further next steps; `varied` are the values that a follow-up put into the question.
    """

    conversation: str
    text: str
    intent: str
    ranking: tuple[tuple[str, float], ...]
    subjects: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    previous: str
    previous_aspect: str
    talent_class: str
    metadata: dict[str, Any]
    slots: dict[str, Any]
    entities: tuple[Entity, ...] = ()
    excluded: tuple[str, ...] = ()
    scheme: str = ""
    parts: tuple[Part, ...] = ()
    language: str = ""
    chosen: bool = False
    preface: tuple[str, ...] = ()
    offers: tuple[tuple[str, Payload], ...] = ()
    varied: tuple[str, ...] = ()

    @property
    def clause(self) -> str:
        """The clause that the text names, with Chinese numerals, or an empty string."""
        match = _CLAUSE.search(self.text)
        return re.sub(r"\d+", lambda digits: _chinese(int(digits.group())), match.group()) if match else ""

    @property
    def changes_one_thing(self) -> bool:
        """Whether the text only puts another subject or class into the question before: 那公寓呢, B类呢."""
        rest = self._rest()
        return bool(self.spans) and ("那" in rest or "呢" in rest) and not _CONNECTING.sub("", rest)

    @property
    def only_names(self) -> bool:
        """Whether the text is nothing but the names of subjects."""
        return bool(self.subjects) and bool(self.spans) and not self._rest()

    @property
    def only_ambiguous(self) -> bool:
        """Whether the text is nothing but a bare ambiguous word."""
        words = self.ambiguous
        return len(words) == 1 and self.text.strip("。？?！!，, ") == words[0].text

    @property
    def wanted(self) -> str:
        """The text without the stretches that only name what is not meant (不要公寓的，要租房补贴)."""
        if not any(entity.negated for entity in self.entities):
            return self.text
        kept = [match.group() for match in _STRETCH.finditer(self.text) if not self._only_excludes(match.span())]
        return "".join(kept) or self.text

    @property
    def places(self) -> tuple[str, ...]:
        """The parts of the town that are named."""
        return tuple(entity.value for entity in self.entities if entity.kind == "place" and not entity.negated)

    @property
    def ambiguous(self) -> tuple[Entity, ...]:
        """The bare words that may mean several things."""
        words = (entity for entity in self.entities if entity.kind == AMBIGUOUS and not entity.negated)
        clause = _CLAUSE.search(self.text)
        # 第三十条 is a clause, and no 十条.
        return tuple(row for row in words if clause is None or not clause.start() <= row.start < clause.end())

    def _only_excludes(self, span: tuple[int, int]) -> bool:
        inside = [entity for entity in self.entities if span[0] <= entity.start < span[1]]
        return any(entity.negated for entity in inside) and not any(
            entity.is_subject and not entity.negated for entity in inside
        )

    def _rest(self) -> str:
        """The letters of the text that belong to no name."""
        covered = {position for start, end in self.spans for position in range(start, end)}
        return "".join(c for place, c in enumerate(self.text) if place not in covered and c.isalnum())


def read_turn(tracker: Tracker) -> Turn:
    """Read the turn from Rasa's tracker."""
    message: dict[str, Any] = tracker.latest_message or {}
    text = str(message.get("text") or "")
    called = text.startswith("/")
    metadata = message.get("metadata") or {}
    return made_turn(
        conversation=tracker.sender_id,
        text=_said_before(metadata) if called else text,
        intent=str((message.get("intent") or {}).get("name") or FALLBACK),
        ranking=tuple((row["name"], float(row["confidence"])) for row in message.get("intent_ranking") or []),
        entities=read_entities(message.get("entities") or []),
        slots=tracker.slots,
        metadata=metadata,
        chosen=called,
        parts=tuple(
            Part(int(row["start"]), int(row["end"]), str(row["intent"]), float(row.get("confidence", 1)))
            for row in message.get("parts") or []
        ),
        language=str(message.get("language") or ""),
    )


def made_turn(*, entities: tuple[Entity, ...], slots: dict[str, Any], chosen: bool = False, **values: Any) -> Turn:
    """Make a turn from the entities of a text: what is meant, what is excluded, which class."""
    meant = [entity for entity in entities if entity.is_subject and not entity.negated]
    classes = [entity for entity in entities if entity.kind == CLASS and not entity.negated]
    subjects = tuple(dict.fromkeys(entity.value for entity in meant))
    denied = (entity.value for entity in entities if entity.is_subject and entity.negated)
    given: dict[str, Any] = {
        "previous": str(slots.get("subject") or ""),
        "previous_aspect": str(slots.get("aspect") or ""),
        "metadata": {},
        **values,
    }
    return Turn(
        subjects=subjects,
        spans=tuple((row.start, row.end) for row in (*meant, *classes) if row.start >= 0 and not chosen),
        talent_class=classes[0].letter if classes else "",
        scheme=classes[0].scheme if classes else "",
        excluded=tuple(dict.fromkeys(name for name in denied if name not in subjects)),
        entities=entities,
        slots=slots,
        chosen=chosen,
        **given,
    )


def _said_before(metadata: dict[str, Any]) -> str:
    """What the applicant had said, where a button only tells what it meant."""
    choice = metadata.get("choice") or {}
    return str(choice.get("value") or "") if choice.get("slot") == SAID else ""


def _chinese(number: int) -> str:
    """Write a number up to 99 as in 第二十三条."""
    tens, ones = divmod(number, 10)
    if number > 99 or number < 1:
        return str(number)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")
