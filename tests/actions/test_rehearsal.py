"""A rehearsal of staff is answered as always and leaves nothing in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select

from actions.context import Context, rehearsing
from knowledge.models import Ticket
from knowledge.rehearsal import is_rehearsal, new_rehearsal
from knowledge.retrieval import Retriever
from knowledge.tickets import open_ticket
from tests.conftest import NOW


def _context(engine: Engine) -> Context:
    return Context(engine, lambda: NOW, True, Retriever(str.split), b"k" * 32)


def _open(context: Context, conversation: str) -> str:
    with rehearsing(conversation), context.office(writes=True) as office:
        made = open_ticket(office, "complaint", conversation, "示例")
    return made.number


def _tickets(context: Context) -> int:
    with context.office() as office:
        return office.session.scalar(select(func.count()).select_from(Ticket)) or 0


def test_what_is_written_in_a_rehearsal_can_be_told_but_is_not_kept(engine: Engine) -> None:
    context = _context(engine)
    assert _open(context, new_rehearsal()).startswith("GD")
    assert _tickets(context) == 0


def test_what_an_applicant_does_is_kept_also_after_a_rehearsal(engine: Engine) -> None:
    context = _context(engine)
    _open(context, new_rehearsal())
    _open(context, "cv_someone")
    assert _tickets(context) == 1


@pytest.mark.parametrize("conversation", ["cv_rehearsal_", "", "REHEARSAL_x"])
def test_only_the_desk_names_rehearsals(conversation: str) -> None:
    assert not is_rehearsal(conversation)
