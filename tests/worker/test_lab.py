"""What the desk asks of the worker goes on although something fails that nobody thought of."""

from __future__ import annotations

import logging
import threading

import pytest

from worker.lab import keep_working


def test_a_work_that_fails_stops_neither_the_others_nor_itself(caplog: pytest.LogCaptureFixture) -> None:
    over, tries = threading.Event(), 0

    def breaks() -> None:
        raise KeyError("张三")

    def counts() -> None:
        nonlocal tries
        tries += 1
        if tries == 2:
            over.set()

    with caplog.at_level(logging.ERROR):
        keep_working((breaks, counts), over, every=0.01)
    assert tries == 2
    assert caplog.text.count("KeyError") == 2
    assert "张三" not in caplog.text
