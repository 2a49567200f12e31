"""Which document of a policy holds on a day: the one place that decides it."""

from __future__ import annotations

from datetime import date

from knowledge.models import Document, Policy

# Documents of a policy that are about its text and never stand for it.
_BESIDE_THE_TEXT = ("interprets", "attaches")


def versions_of(policy: Policy) -> tuple[Document, ...]:
    """Return the versions of the text, newest first; explanations, attachments and partial changes are none."""
    own = {document.code for document in policy.documents}
    versions = tuple(document for document in policy.documents if not _is_beside(document, own))
    return versions or tuple(policy.documents)


def begins_on(document: Document) -> date | None:
    """Return the first day from which a document can be said to hold, or None if no date is known."""
    return document.effective_from or document.published_on or document.signed_on


def document_on(policy: Policy, day: date) -> Document | None:
    """Return the newest version that had begun on a day, or None if no version of that day is held.

    A version without any date holds until the next one begins, and from its `as_of` on. Whether the version found was
    still in force is another question: `knowledge.validity.validity_on`.
    """
    later_begins = False
    for document in versions_of(policy):
        begins = begins_on(document)
        if begins is None:
            if later_begins or document.as_of is None or document.as_of <= day:
                return document
        elif begins <= day:
            return document
        else:
            later_begins = True
    return None


def current_document(policy: Policy, today: date) -> Document:
    """Return the version that answers today: the one that has begun, else the first that will."""
    return document_on(policy, today) or versions_of(policy)[-1]


def version_before(policy: Policy, document: Document) -> Document | None:
    """Return the version before one, or None if it is the first that is held, or no version at all."""
    versions = versions_of(policy)
    place = next((n for n, row in enumerate(versions) if row is document), len(versions))
    return versions[place + 1] if place + 1 < len(versions) else None


def _is_beside(document: Document, own: set[str]) -> bool:
    for relation in document.relations:
        if relation.type in _BESIDE_THE_TEXT and relation.target in own:
            return True
        if relation.type == "amends" and relation.clauses and relation.target in own:
            return True
    return False
