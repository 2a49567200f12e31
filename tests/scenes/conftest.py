"""The whole office for conversations: real Rasa, real actions, real web, on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.systems import Running, our_bot, running
from tests.conftest import free_port


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The running office; its clock begins on Tuesday 2026-11-24 at ten."""
    ports = (free_port(), free_port(), free_port())
    with running(our_bot(ports[2]), tmp_path_factory.mktemp("office"), ports) as system:
        yield system
