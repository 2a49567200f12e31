"""Teaching the assistant 教与测: judgements of staff, changes for a training, saved tests, their runs, releases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.models.base import Base, one_of
from knowledge.models.desk import StaffAccount

TRAINING_KINDS = ("sentence", "threshold")
TRAINING_STATES = ("draft", "published", "withdrawn")
RUN_STATES = ("waiting", "running", "done", "failed", "cancelled")
RELEASE_STATES = (
    "waiting", "training", "comparing", "ready", "failed", "cancelled", "published", "refused", "replaced",
)  # fmt: skip
DECISIONS = ("open", "approved", "refused")
QUESTION_STATES = ("open", "sentence", "clause", "question", "not_ours")


class LabJudgement(Base):
    """What a person of staff says of an understanding in the lab: `meant` equals `intent` when it was right."""

    __tablename__ = "lab_judgement"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    intent: Mapped[str] = mapped_column(String(60))
    confidence: Mapped[float | None] = mapped_column(Double)
    meant: Mapped[str] = mapped_column(String(60))
    model: Mapped[str] = mapped_column(String(80), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    at: Mapped[datetime] = mapped_column(index=True)


class Release(Base):
    """A candidate model: trained from the files and the changes, compared, published or refused.

    `model` is the file of the candidate, `base` the one that served when it was made (the way back); `gate` holds what
    the comparison found; `beat` is when the worker was last seen at it. Proposer and publisher are two people.
    """

    __tablename__ = "release"
    __table_args__ = (one_of("status", RELEASE_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    model: Mapped[str] = mapped_column(String(120), default="")
    base: Mapped[str] = mapped_column(String(120), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    log: Mapped[str] = mapped_column(Text, default="")
    gate: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cancel: Mapped[bool] = mapped_column(default=False)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    proposed_at: Mapped[datetime]
    beat: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_account.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[StaffAccount] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[StaffAccount | None] = relationship(foreign_keys=[decided_by_id])


class ReleaseDifference(Base):
    """A question that the candidate answers otherwise than the serving model; a person approves or refuses each."""

    __tablename__ = "release_difference"
    __table_args__ = (one_of("decision", DECISIONS), UniqueConstraint("release_id", "question"))

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), index=True)
    question: Mapped[str] = mapped_column(String(600))
    receipt: Mapped[str] = mapped_column(String(24), default="")
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    decision: Mapped[str] = mapped_column(String(10), default="open")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_account.id"))
    decided_at: Mapped[datetime | None]


class OpenQuestion(Base):
    """A group of questions without a good answer that a person took up, and what became of it.

    `key` is the digest of `text` (the sentence that stands for the group). `first_asked` to `fixed_at` is the time that
    applicants waited; `replay` is how the sentence was answered when it was last asked again.
    """

    __tablename__ = "open_question"
    __table_args__ = (one_of("status", QUESTION_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10), default="open")
    reference: Mapped[str] = mapped_column(String(120), default="")
    times: Mapped[int] = mapped_column(default=1)
    first_asked: Mapped[datetime]
    last_asked: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    at: Mapped[datetime]
    replay: Mapped[dict[str, Any]] = mapped_column(default=dict)
    replayed_at: Mapped[datetime | None]
    fixed_at: Mapped[datetime | None]
    by: Mapped[StaffAccount] = relationship()


class TrainingChange(Base):
    """A change that counts at the next training: a sentence of an intent (thresholds have no page yet).

    `reference` is the intent, `text` the sentence. `key` keeps a sentence from being added twice.
    """

    __tablename__ = "training_change"
    __table_args__ = (
        one_of("kind", TRAINING_KINDS),
        one_of("status", TRAINING_STATES),
        Index("ix_training_change_open", "status", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    reference: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(10), default="draft")
    question_id: Mapped[int | None] = mapped_column(ForeignKey("open_question.id", ondelete="SET NULL"))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id", ondelete="SET NULL"))
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"))
    at: Mapped[datetime]
    by: Mapped[StaffAccount] = relationship()


class CaseSet(Base):
    """A named set of saved tests 测试集."""

    __tablename__ = "case_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    about: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class SavedCase(Base):
    """A saved test: one sentence, or a conversation of several.

    Each of `turns` is `{"say"}` and what is expected of it, as far as something is: `intent`, `accept` (other intents
    that are right too), `status`, `contains` (words that the answer must hold). `key` keeps a set free of repetitions.
    """

    __tablename__ = "saved_case"
    __table_args__ = (UniqueConstraint("set_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("case_set.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(24))
    turns: Mapped[list[dict[str, Any]]]
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class CaseRun(Base):
    """One run of a set against a model; `report` holds its figures once it is done."""

    __tablename__ = "case_run"
    __table_args__ = (one_of("status", RUN_STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("case_set.id", ondelete="CASCADE"), index=True)
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    model: Mapped[str] = mapped_column(String(120), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancel: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_at: Mapped[datetime]
    beat: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_account.id"))
    case_set: Mapped[CaseSet] = relationship()


class CaseResult(Base):
    """What one turn of a saved test came to: intents, probability (0 to 1), outcome, and why it counts as wrong."""

    __tablename__ = "case_result"
    __table_args__ = (UniqueConstraint("run_id", "case_key", "turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("case_run.id", ondelete="CASCADE"), index=True)
    case_key: Mapped[str] = mapped_column(String(24))
    turn: Mapped[int]
    say: Mapped[str] = mapped_column(Text)
    expected: Mapped[str] = mapped_column(String(60), default="")
    got: Mapped[str] = mapped_column(String(60), default="")
    confidence: Mapped[float | None] = mapped_column(Double)
    right: Mapped[bool]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
