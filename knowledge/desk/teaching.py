"""What staff teach the assistant from the lab: judgements, and sentences that count at the next training."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Sequence

import yaml
from sqlalchemy import Select, select

from knowledge.desk.steering import intents
from knowledge.desk.training_sentences import Sentence
from knowledge.models.lab import LabJudgement, TrainingChange
from knowledge.office import Office
from language.normalise import normalised

LONGEST = 200
_NO_LETTER = re.compile(r"[\W_]+")


class TeachingRefused(ValueError):
    """Something that cannot be taught; the message is the key of a sentence (problems of the desk)."""


def judge(
    office: Office, by: int, text: str, intent: str, confidence: float | None, meant: str, model: str
) -> LabJudgement:
    """Keep what a person says of an understanding."""
    _check(text, meant)
    row = LabJudgement(
        text=text, intent=intent, confidence=confidence, meant=meant, model=model[:80], by_id=by, at=office.now
    )
    office.session.add(row)
    office.session.flush()
    return row


def teach(
    office: Office, by: int, text: str, intent: str, trained: Sequence[Sentence], question: int | None = None
) -> TrainingChange:
    """Add a sentence to the draft; refuse one that is taught already, or under another intent: no model learns both."""
    _check(text, intent)
    key = key_of(text)
    for sentence in trained:
        if key_of(sentence.text) == key:
            raise TeachingRefused("taught" if sentence.intent == intent else "taught_otherwise")
    row = office.session.scalar(select(TrainingChange).where(TrainingChange.key == key))
    if row is not None:
        raise TeachingRefused("taught" if row.reference == intent else "taught_otherwise")
    row = TrainingChange(
        kind="sentence", reference=intent, text=text, key=key, question_id=question, by_id=by, at=office.now
    )
    office.session.add(row)
    office.session.flush()
    return row


def withdraw(office: Office, change: TrainingChange) -> None:
    """Take a change out of the draft; the sentence may be added again later."""
    if change.status != "draft":
        raise TeachingRefused("not_a_draft")
    change.status, change.key = "withdrawn", None
    office.session.flush()


def drafts(office: Office) -> list[TrainingChange]:
    """Return the changes that wait for a release, the oldest first."""
    return list(office.session.scalars(_drafts().order_by(TrainingChange.id)))


def counting(office: Office) -> list[TrainingChange]:
    """Return the changes that the next training takes in: the published ones and the draft."""
    query = select(TrainingChange).where(TrainingChange.status.in_(("draft", "published")))
    return list(office.session.scalars(query.order_by(TrainingChange.id)))


def training_file(office: Office, trained: Sequence[Sentence], states: Sequence[str] = ("draft", "published")) -> str:
    """Return the sentences of the desk as a training file of Rasa; empty without any.

    A sentence that the files hold by now is left out: under another intent it would stop the training.
    """
    known = {key_of(sentence.text) for sentence in trained}
    lines: dict[str, list[str]] = {}
    for change in counting(office):
        if change.kind == "sentence" and change.status in states and key_of(change.text) not in known:
            lines.setdefault(change.reference, []).append(f"- {change.text}\n")
    items = [{"intent": intent, "examples": "".join(rows)} for intent, rows in sorted(lines.items())]
    return yaml.safe_dump({"version": "3.1", "nlu": items}, allow_unicode=True, sort_keys=False) if items else ""


@functools.lru_cache(maxsize=65536)
def key_of(text: str) -> str:
    """Return what two sentences share that are the same to a model."""
    return hashlib.sha256(_NO_LETTER.sub("", normalised(text)).encode()).hexdigest()[:24]


def _drafts() -> Select[TrainingChange]:
    return select(TrainingChange).where(TrainingChange.status == "draft")


def _check(text: str, intent: str) -> None:
    if not any(letter.isalnum() for letter in text):
        raise TeachingRefused("no_text")
    if len(text) > LONGEST:
        raise TeachingRefused("long_text")
    # A line of a training file: brackets would annotate, a slash would call an intent.
    if re.search(r"[\[\]{}\n]|^[/-]", text):
        raise TeachingRefused("signs")
    if intent not in intents():
        raise TeachingRefused("no_intent")
