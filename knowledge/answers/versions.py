"""Which version of a policy answers a question, and how valid it was on the days that are asked about."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answers.findings import Then
from knowledge.models import Clause, Document, DocumentRelation, Policy
from knowledge.office import Office
from knowledge.validity import Validity, partial_changes, validity_on
from knowledge.versions.in_force import begins_on, current_document, document_on
from language.dates.as_of import AsOf

_IN_FORCE = Validity("现行", True)


@dataclass(frozen=True)
class Answering:
    """The version that answers, its validity on the days asked about, and which days those were, if not today."""

    document: Document
    validity: Validity
    then: Then | None = None

    def changes(self, office: Office, clauses: tuple[Clause, ...]) -> tuple[DocumentRelation, ...]:
        """Return what had changed these clauses by the days asked about."""
        paths = {clause.path for clause in clauses}
        day = self.then.as_of.last if self.then is not None else office.today
        return tuple(row for row in partial_changes(self.document, day) if paths.intersection(row.clauses))


def version_for(office: Office, policy: Policy, as_of: AsOf | None) -> Answering | None:
    """Return the version of the days that are asked about (None: of today), or None if none of then is held."""
    present = current_document(policy, office.today)
    if as_of is None:
        return Answering(present, validity_on(present, office.today))
    document = document_on(policy, as_of.last)
    if document is None:
        return None
    before = document_on(policy, as_of.first)
    # A version without a date that begins the row of those held: since when it held is not known.
    dated = begins_on(document) is not None
    then = Then(as_of, present, before if before is not document else None, dated)
    return Answering(document, _validity_then(document, as_of, office), then)


def _validity_then(document: Document, as_of: AsOf, office: Office) -> Validity:
    day = as_of.last
    # What ended within the days asked about was in force in them.
    if document.effective_to is not None and as_of.first <= document.effective_to < day:
        day = document.effective_to
    validity = validity_on(document, day)
    # That a document would end soon is no matter once the day is past.
    return _IN_FORCE if validity.label == "即将到期" and day < office.today else validity
