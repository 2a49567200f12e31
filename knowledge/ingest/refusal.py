"""The one way in which a file is refused: a sentence for staff, before anything is written."""

from __future__ import annotations


class DocumentRefused(ValueError):
    """A file that cannot be ingested; the message is a Chinese sentence that says what to do."""
