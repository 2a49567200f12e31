"""Approved answers from the desk: one person writes an answer on a clause or another row, a second one publishes it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from knowledge.claims import unsupported
from knowledge.desk.refusal import ChangeRefused
from knowledge.models import ApprovedAnswer, ApprovedSubject, Base, OpenQuestion, Policy, StaffAccount, StaffChange
from knowledge.office import Office
from knowledge.subjects import find_subject
from knowledge.trace import digest_of, reference_of, row_of, row_texts
from knowledge.versions.in_force import current_document

KIND = "answer"
_LONGEST = 1000
# An answer is looked at again after half a year, as the office's other texts.
_REVIEW = timedelta(days=182)


def basis(office: Office, subject: str, clause: str) -> Base | None:
    """Return the row that an answer may rest on: a clause of the version in force, or the record itself."""
    found = find_subject(office, subject)
    if isinstance(found, Policy):
        clauses = current_document(found, office.today).clauses
        return next((row for row in clauses if row.path == clause), None)
    return found if isinstance(found, Base) else None


def propose_answer(
    office: Office, by: int, question: str, paraphrases: Sequence[str], subject: str, clause: str, conclusion: str
) -> StaffChange:
    """Propose an answer; every number in it must stand in its basis. Raise `ChangeRefused`."""
    row = basis(office, subject, clause)
    if row is None:
        raise ChangeRefused("no_basis")
    text = conclusion.strip()
    if not text or len(text) > _LONGEST:
        raise ChangeRefused("no_answer")
    if unsupported(text, list(row_texts(row))):
        raise ChangeRefused("unsupported")
    after = {
        "question": question, "paraphrases": "\n".join(paraphrases), "conclusion": text, "subject": subject,
        "basis": reference_of(row), "digest": digest_of(row),
    }  # fmt: skip
    code = f"desk-{secrets.token_hex(5)}"
    made = StaffChange(
        kind=KIND, reference=f"answer:{code}", name=question[:200], before=dict.fromkeys(after, ""), after=after,
        evidence=reference_of(row), proposed_by_id=by, proposed_at=office.now, status="waiting",
    )  # fmt: skip
    office.session.add(made)
    office.session.flush()
    return made


def publish_answer(office: Office, change: StaffChange, by: StaffAccount) -> ApprovedAnswer:
    """Make the answer of a change that was published; raise `ChangeRefused` if its basis is another one by now."""
    after: dict[str, Any] = change.after
    row = row_of(office.session, after["basis"])
    if row is None:
        raise ChangeRefused("gone")
    if digest_of(row) != after["digest"]:
        raise ChangeRefused("stale")
    # A clause bears no provenance of its own: its document does.
    source: Any = row if hasattr(row, "provenance") else getattr(row, "document", row)
    made = ApprovedAnswer(
        code=change.reference.partition(":")[2], question=after["question"],
        paraphrases=[line for line in after["paraphrases"].split("\n") if line], conclusion=after["conclusion"],
        points=[], rests_on=[{"row": after["basis"], "digest": after["digest"]}], reviewed_by=by.shown_name,
        reviewed_on=office.today, provenance=source.provenance, wording="summary", source=source.source,
        source_url=source.source_url, source_locator=source.source_locator, as_of=source.as_of, owner=source.owner,
        review_due=office.today + _REVIEW, updated_by=f"desk:{by.name}"[:60], updated_at=office.now,
        subjects=[ApprovedSubject(subject=after["subject"])],
    )  # fmt: skip
    office.session.add(made)
    asked = select(OpenQuestion).where(OpenQuestion.reference == f"change:{change.id}")
    for question in office.session.scalars(asked):
        question.replayed_at = None
    office.session.flush()
    return made


def answers_of_the_desk(office: Office) -> list[ApprovedAnswer]:
    """Return the answers that were made at the desk, by code."""
    query = select(ApprovedAnswer).where(ApprovedAnswer.code.like("desk-%")).order_by(ApprovedAnswer.code)
    return list(office.session.scalars(query))
