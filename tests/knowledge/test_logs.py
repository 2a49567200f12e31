"""What is logged: our own lines at LOG_LEVEL, the libraries' only when something is wrong."""

from __future__ import annotations

import logging

import pytest

from knowledge.logs import start_logging
from knowledge.settings import Settings


@pytest.mark.parametrize("library", ["bm25s", "httpx", "sqlalchemy.engine"])
def test_libraries_speak_from_warnings_on(library: str) -> None:
    logging.getLogger("bm25s").setLevel(logging.DEBUG)  # as it does itself when it is imported
    start_logging(Settings(log_level="DEBUG"))
    assert logging.getLogger(library).getEffectiveLevel() >= logging.WARNING
