"""The format of an approved question with its answer, and how a file of it becomes rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.loading.sourced import Code, Name, Prose, Short, SourcedFile, Strict
from knowledge.models import ApprovedAnswer, ApprovedSubject

_BY_CONTENT = "content"
Reference = Annotated[str, StringConstraints(pattern=r"^[a-z_]+:\S+$", max_length=200)]
SubjectId = Annotated[str, StringConstraints(pattern=r"^(policy|service|topic|entry):[a-z0-9-]+$", max_length=80)]


class RestsOn(Strict):
    """A row that the answer rests on, with the digest that it had when the answer was reviewed."""

    row: Reference
    digest: str = Field(pattern=r"^[0-9a-f]{16}$")


class AnswerFile(SourcedFile):
    """kind: answer."""

    kind: Literal["answer"]
    code: Code
    subjects: list[SubjectId] = Field(min_length=1)
    question: Name
    paraphrases: list[Name] = Field(min_length=2)
    conclusion: Short
    points: list[Prose] = Field(default_factory=list)
    rests_on: list[RestsOn] = Field(min_length=1)
    reviewed_by: Name
    reviewed_on: date


def write_answer(session: Session, file: AnswerFile, now: datetime) -> bool:
    """Write the file as rows; return False if staff changed the answer, which is then kept."""
    row = session.scalar(select(ApprovedAnswer).where(ApprovedAnswer.code == file.code))
    if row is None:
        row = ApprovedAnswer(code=file.code, updated_by=_BY_CONTENT)
        session.add(row)
    elif row.updated_by != _BY_CONTENT:
        return False
    values = file.model_dump(exclude={"kind", "code", "subjects"})
    for key, value in {**values, "active": True, "updated_at": now}.items():
        setattr(row, key, value)
    row.subjects = [ApprovedSubject(subject=subject) for subject in file.subjects]
    return True
