"""Which document bears a number, however its brackets and blanks are written."""

from __future__ import annotations

from knowledge.ingest.matching import document_with_number
from knowledge.models import Document
from knowledge.office import Office
from knowledge.subjects import EXAMPLE, visible


def document_numbered(office: Office, number: str) -> Document | None:
    """Return the document with this number; None if none bears it or it is example data that may not be shown."""
    document = document_with_number(office.session, number)
    if document is None or not visible(office, document.policy):
        return None
    return document if office.show_examples or document.provenance != EXAMPLE else None
