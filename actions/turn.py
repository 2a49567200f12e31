"""One turn as an action sees it, read from the tracker that Rasa sends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

FALLBACK = "nlu_fallback"
_CLAUSE = re.compile(r"第[一二三四五六七八九十百\d]+条(?:第[一二三四五六七八九十\d]+款)?")
_SUBJECT_TYPES = frozenset(
    {"policy", "service", "topic", "organisation", "platform", "fund", "term", "fact", "window", "hall", "subject"}
)
_CONNECTING = re.compile("那|么|呢|的|换成|如果|要是|是|人才|和|还有")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Turn:
    """What was said, and what the bot made of it.

    `ranking` are the intents with their confidence (0 to 1), best first; `subjects` are ids in the order of the text;
    `spans` where they stand; `previous` is the subject of the turn before,
    `previous_aspect` what was asked of it; `metadata` is what `web` sent beside the
    text (a chosen option, a reference to contact data).
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

    def _rest(self) -> str:
        """The letters of the text that belong to no name."""
        covered = {position for start, end in self.spans for position in range(start, end)}
        return "".join(c for place, c in enumerate(self.text) if place not in covered and c.isalnum())


def read_turn(tracker: Tracker) -> Turn:
    """Read the turn from Rasa's tracker."""
    message: dict[str, Any] = tracker.latest_message or {}
    entities = [entity for entity in message.get("entities") or [] if entity.get("entity") in _SUBJECT_TYPES]
    text = str(message.get("text") or "")
    called = text.startswith("/")
    classes = [entity for entity in message.get("entities") or [] if entity.get("entity") == "talent_class"]
    return Turn(
        conversation=tracker.sender_id,
        text="" if called else text,
        intent=str((message.get("intent") or {}).get("name") or FALLBACK),
        ranking=tuple((row["name"], float(row["confidence"])) for row in message.get("intent_ranking") or []),
        subjects=tuple(dict.fromkeys(str(entity["value"]) for entity in entities)),
        spans=tuple((row["start"], row["end"]) for row in (*entities, *classes) if "start" in row and not called),
        previous=str(tracker.get_slot("subject") or ""),
        previous_aspect=str(tracker.get_slot("aspect") or ""),
        talent_class=_letter(str(classes[0]["value"])) if classes else "",
        metadata=message.get("metadata") or {},
        slots=tracker.slots,
    )


def _letter(value: str) -> str:
    return value.rpartition(":")[2].strip().upper()[:1]


def _chinese(number: int) -> str:
    """Write a number up to 99 as in 第二十三条."""
    tens, ones = divmod(number, 10)
    if number > 99 or number < 1:
        return str(number)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")
