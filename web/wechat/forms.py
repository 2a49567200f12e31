"""The contact form in text: its fields and consents, asked for step by step, read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.appointments.contacts import ContactRefused, Given, Person, read_form
from knowledge.blocks import Form
from web.wechat.words import words

_CONSENTS = ("consent", "id_consent")


@dataclass(frozen=True)
class Pending:
    """A form that waits for its next step: a field, or the consent to what was given so far."""

    form: str
    fields: tuple[str, ...]
    consent: str
    id_consent: str = ""
    step: str = "name"
    given: dict[str, str] = field(default_factory=dict)

    @property
    def steps(self) -> tuple[str, ...]:
        """All steps in order; a correction asks for no consent, but is shown before it is taken."""
        return (*self.fields, "consent", *(("id_consent",) if self.id_consent else ()))

    @property
    def correcting(self) -> bool:
        """Whether the form corrects what is kept: what is left out stays as it was."""
        return not self.consent

    def dump(self) -> dict[str, Any]:
        """Return the form as it is sealed and kept."""
        return {
            "form": self.form, "fields": list(self.fields), "consent": self.consent, "id_consent": self.id_consent,
            "step": self.step, "given": self.given,
        }  # fmt: skip

    @classmethod
    def load(cls, kept: dict[str, Any]) -> Pending:
        """Return the form that `dump` made."""
        return cls(**{**kept, "fields": tuple(kept["fields"])})

    def next(self) -> Pending | None:
        """Return the form at its next step, None after the last."""
        place = self.steps.index(self.step) + 1
        return replace(self, step=self.steps[place]) if place < len(self.steps) else None


@dataclass(frozen=True)
class Taken:
    """What a text did: the form that still waits (None: it is over) and what is said to it.

    `person` is there once everything was given and agreed to; `left` when the applicant wants no more of it.
    """

    pending: Pending | None
    text: str = ""
    person: Person | None = None
    left: bool = False


def begun(form: Form) -> Taken:
    """Begin to ask for the fields of a form."""
    names = tuple(one.name for one in form.fields)
    pending = Pending(form.id, names, form.consent, form.id_consent, names[0])
    return Taken(pending, f"{words()['form']['begin']}\n{asked(pending)}")


def take(pending: Pending, text: str) -> Taken:
    """Read the next step out of a text; what cannot be read is asked for again."""
    said, typed = words()["form"], text.strip()
    if pending.step in _CONSENTS:
        return _consent(pending, typed)
    if typed in said["leave"]:
        return Taken(None, left=True)
    if pending.correcting and typed in said["skip"]:
        return _onward(pending)
    if not _readable(pending.step, typed):
        return Taken(pending, said[f"{pending.step}_again"])
    return _onward(replace(pending, given={**pending.given, pending.step: typed}))


def asked(pending: Pending) -> str:
    """Return the question that is open."""
    said = words()["form"]
    if pending.step == "id_consent":
        return f"{pending.id_consent}\n{said['answers']}"
    if pending.step == "consent":
        lines = [f"{said['labels'][name]}：{_covered(name, value)}" for name, value in pending.given.items()]
        return "\n".join([*lines, *([pending.consent] if pending.consent else []), said["answers"]])
    return f"{said[pending.step]}{said['skippable'] if pending.correcting else ''}"


def _onward(pending: Pending) -> Taken:
    onward = pending.next()
    if onward is None:
        return Taken(None, person=_person(pending))
    if onward.step == "consent" and not onward.given:  # a correction of nothing
        return Taken(None, left=True)
    return Taken(onward, asked(onward))


def _consent(pending: Pending, typed: str) -> Taken:
    said = words()["form"]
    if typed in said["agree"]:
        return _onward(pending)
    if typed in said["again"]:
        anew = replace(pending, step=pending.fields[0], given={})
        return Taken(anew, asked(anew))
    if typed in said["refuse"] or typed in said["leave"]:
        return Taken(None, left=True)
    return Taken(pending, said["consent_again"])


def _person(pending: Pending) -> Person:
    given = Given(**pending.given, consent=True, id_consent=True)
    return read_form(given, pending.fields, correcting=pending.correcting)


def _readable(step: str, typed: str) -> bool:
    # The form would take a question, or the number of a button, for a name: people type what they think of.
    if step == "name" and (any(word in typed for word in words()["form"]["not_names"]) or _has_digit(typed)):
        return False
    try:
        read_form(Given(**{step: typed}, consent=True, id_consent=True), (step,))
    except ContactRefused:
        return False
    return True


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _covered(name: str, value: str) -> str:
    """What is read back of a field: of numbers the ends alone."""
    if name == "name":
        return value
    digits = "".join(value.split()).replace("-", "").removeprefix("+86")
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
