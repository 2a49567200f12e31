"""An approved answer as reply blocks: its words, and the rows it rests on as its basis."""

from __future__ import annotations

from datetime import date

from actions.answer import Answer
from actions.offers import offer_aspects
from actions.render_policy import add_important, citation, conclude
from actions.render_record import entry_citation
from actions.render_service import guide_citation
from actions.wording import names, phrase
from knowledge.answers import ApprovedFinding
from knowledge.answers.policies import important_clauses
from knowledge.models import Clause, Entry, Policy, Service
from knowledge.subjects import EXAMPLE, subject_id
from knowledge.validity import Validity, validity_on


def render_approved(answer: Answer, finding: ApprovedFinding, today: date, *, bookable: str = "") -> None:
    """Add the approved answer, its basis and next steps; `bookable` is the id of a service to offer a visit for."""
    approved = finding.answer
    answer.subject = subject_id(finding.subject)
    # Its own words are no evidence: every number in them must stand in the rows it rests on.
    answer.follow(approved)
    answer.cite(*names("provenance").values(), *names("office").values(), *finding.rows)
    shown = [row for row in finding.basis if isinstance(row, Clause)]
    validity = _least(shown, today)
    conclude(answer, approved.conclusion, validity)
    answer.points(approved.points)
    if approved.provenance == EXAMPLE:
        answer.notice("example", phrase("notices.example"))
    if approved.provenance == "reported":
        answer.notice("hint", phrase("notices.reported"))
    for row in finding.basis:
        if isinstance(row, Clause):
            answer.cite(row, row.document, row.document.policy)
            answer.add(citation(row, validity_on(row.document, today)))
        elif isinstance(row, Service):
            answer.cite(row)
            answer.add(guide_citation(row))
        elif isinstance(row, Entry):
            answer.add(entry_citation(row))
    if isinstance(finding.subject, Policy):
        important = important_clauses(finding.subject, today)
        add_important(answer, tuple(row for row in important if row not in shown), today)
    offer_aspects(answer, answer.subject, finding.known, "detail", bookable=bookable)


def _least(clauses: list[Clause], today: date) -> Validity:
    """Return the validity that must be warned of, if one of the documents has one."""
    found = [validity_on(clause.document, today) for clause in clauses]
    return next((validity for validity in found if validity.warns), Validity("现行", True))
