"""Logging of a process: our own lines at LOG_LEVEL, the libraries' only when something is wrong."""

from __future__ import annotations

import logging

from knowledge.settings import Settings

_LOUD = ("bm25s",)
_OURS = ("web", "actions", "worker", "knowledge", "launch")


def start_logging(settings: Settings) -> None:
    """Set up logging to stderr; no line ever carries what an applicant said."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # These set a level of their own when they are imported.
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(settings.log_level)
