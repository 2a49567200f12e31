"""A conversation with the actions alone: messages as the bot would send them, buttons as `web` would."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.context import Context
from actions.dialogue import Outcome, converse
from actions.english import language_of
from actions.forms import FORMS
from actions.manner import in_manner
from actions.parts import FORM_OF, together
from actions.turn import read_turn
from actions.wording import speaking
from knowledge.appointments.contacts import Person, store_contact
from knowledge.blocks import Choices, Option, Payload, Reply, SlotChoice, Slots


def named(text: str, word: str, identifier: str, **more: Any) -> dict[str, Any]:
    """An entity that names something: its id, and where its word stands."""
    start = text.index(word)
    kind = more.pop("kind", identifier.partition(":")[0])
    kind = {"entry": "organisation"}.get(kind, kind)
    return {"entity": kind, "value": identifier, "text": word, "start": start, "end": start + len(word), **more}


class Talk:
    """One conversation; `reply` is the last answer."""

    def __init__(self, context: Context) -> None:
        self.slots: dict[str, Any] = {}
        self.reply: Reply = Reply(status="answered", blocks=())
        self.context = context
        self._form = ""

    def say(
        self, text: str, intent: str, *entities: tuple[str, str] | dict[str, Any], sure: float = 0.95, **message: Any
    ) -> str:
        """Say something; `ranking` gives further intents, `parts`, `language` and the like go into the message."""
        found = [e if isinstance(e, dict) else named(text, e[0], e[1]) for e in entities]
        ranking = message.pop("ranking", None) or [(intent, sure)]
        return self._hear(
            {
                "text": text,
                "intent": {"name": intent, "confidence": ranking[0][1]},
                "intent_ranking": [{"name": name, "confidence": p} for name, p in ranking],
                "entities": found,
                **message,
            }
        )

    def choose(self, label: str) -> str:
        """Press a button of the last reply."""
        payload = self._payload(label)
        if payload.text and not payload.intent and not payload.slot:
            raise AssertionError(f"{label} says {payload.text}: say it")
        intent = payload.intent or f"EXTERNAL_{payload.slot}"
        metadata = {"choice": {"slot": payload.slot, "value": payload.value}} if payload.slot else {}
        entities = [{"entity": key, "value": value, "start": 5, "end": 9} for key, value in payload.entities.items()]
        return self._hear(
            {
                "text": f"/{intent}",
                "intent": {"name": intent, "confidence": 1.0},
                "intent_ranking": [{"name": intent, "confidence": 1.0}],
                "entities": entities,
                "metadata": metadata,
            }
        )

    def gives_contact(self) -> str:
        """Post the contact form: `web` stores the data and the bot gets a reference."""
        with self.context.office(writes=True) as office:
            person = Person("张示例", "13800000000")
            ref = store_contact(office.session, self.context.contact_key, person, "cv_test", office.now)
        return self.say("/EXTERNAL_contact", "EXTERNAL_contact", metadata={"contact_ref": ref})

    def labels(self) -> list[str]:
        """The buttons of the last reply."""
        return [option.label for option in self._options() if isinstance(option, Option)]

    def _options(self) -> list[Option | SlotChoice]:
        found: list[Option | SlotChoice] = []
        for block in self.reply.blocks:
            found += block.options if isinstance(block, Choices) else block.slots if isinstance(block, Slots) else ()
        return found

    def _payload(self, label: str) -> Payload:
        for option in self._options():
            name = option.label if isinstance(option, Option) else f"{option.date} {option.start}"
            if label in name and option.payload is not None:
                return option.payload
        raise AssertionError(f"no option {label} in {self.labels()}")

    def _hear(self, message: dict[str, Any]) -> str:
        intent = message["intent"]["name"]
        form = self._form or FORM_OF.get(intent, "") or {"EXTERNAL_booking": "booking_form"}.get(intent, "")
        form = form or {"EXTERNAL_visit": "visit_form"}.get(intent, "")
        outcome = self._act(form, message)
        replies = [outcome.reply] if outcome.reply is not None else []
        if outcome.form:
            outcome = self._act(outcome.form, message)
            replies += [outcome.reply] if outcome.reply is not None else []
        self.reply = together(replies)
        return self.reply.plain()

    def _act(self, form: str, message: dict[str, Any]) -> Outcome:
        tracker = Tracker(
            "cv_test", self.slots, message, [], False, None, {"name": self._form or None}, "action_listen"
        )
        turn = read_turn(tracker)
        language = language_of(turn)
        with speaking(language):
            outcome = FORMS[form](self.context, turn) if form else converse(self.context, turn)
            self.slots = {**self.slots, **outcome.slots, "language": language}
            if outcome.reply is not None:
                outcome = replace(outcome, reply=in_manner(self.context, outcome.reply, self.slots))
        if form:
            self._form = form if self.slots.get("requested_slot") else ""
        return outcome
