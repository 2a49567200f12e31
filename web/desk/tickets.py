"""Tickets: list by due day, take, answer, pass on, close; and the canned replies of the staff."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from starlette.responses import Response

from knowledge.desk.words import phrases_in
from knowledge.handover import ticket_desk
from knowledge.handover.canned import CannedRefused, canned_replies, retire_canned, save_canned
from knowledge.handover.inbox import transcript
from knowledge.handover.rules import rules
from knowledge.models import HandoverStep, Ticket
from knowledge.models.conversations import TICKET_STATES
from knowledge.tickets import UNFINISHED
from web.desk.call import Call, not_there
from web.desk.table import Table

table = Table()
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_LONGEST_TITLE = 120


@table.get("/tickets", least="viewer")
def tickets(call: Call) -> Response:
    """List the tickets, the one that is due first at the top."""
    state = call.asked("state")
    states = (state,) if state in TICKET_STATES else UNFINISHED
    rows = ticket_desk.ticket_list(call.office, states=states)
    return call.page(
        "tickets.html", rows=rows, state=state, states=TICKET_STATES, today=call.office.today, teams=rules().teams
    )


@table.get("/tickets/{ticket}", least="editor")
def ticket(call: Call) -> Response:
    """Show a ticket with what was said and done."""
    return _shown(call, _found(call))


@table.post("/tickets/{ticket}/take", least="editor")
def take(call: Call) -> Response:
    """Take a ticket up."""
    return _done(call, "ticket_taken", lambda number: ticket_desk.take_ticket(call.office, number, call.me.name))


@table.post("/tickets/{ticket}/answer", least="editor")
def answer(call: Call) -> Response:
    """Answer a ticket; words that the office should not say are shown first."""
    text = call.form.text("text", 5000)
    phrases = phrases_in(call.office, text)
    if phrases and call.form.text("sure") != "yes":
        return _shown(call, _found(call), typed=text, phrases=phrases)
    work = lambda number: ticket_desk.answer_ticket(call.office, number, call.me.name, text)  # noqa: E731
    return _done(call, "ticket_answered", work, typed=text)


@table.post("/tickets/{ticket}/note", least="editor")
def note(call: Call) -> Response:
    """Keep a note for the staff alone."""
    text = call.form.text("text", 5000)
    work = lambda number: ticket_desk.note_ticket(call.office, number, call.me.name, text)  # noqa: E731
    return _done(call, "ticket_noted", work, typed=text)


@table.post("/tickets/{ticket}/pass", least="editor")
def pass_on(call: Call) -> Response:
    """Pass a ticket to a team."""
    team = call.form.text("team", 60)
    return _done(call, "ticket_passed", lambda number: ticket_desk.pass_ticket(call.office, number, call.me.name, team))


@table.post("/tickets/{ticket}/close", least="editor")
def close(call: Call) -> Response:
    """Close a ticket and tell the applicant."""
    return _done(call, "ticket_closed", lambda number: ticket_desk.close_and_tell(call.office, number, call.me.name))


@table.get("/canned", least="viewer")
def canned(call: Call) -> Response:
    """List the canned replies, with the form for a new one."""
    return _canned(call)


@table.post("/canned", least="editor")
def save(call: Call) -> Response:
    """Make or change a canned reply."""
    form = call.form
    typed = {name: form.text(name, 5000) for name in ("code", "title", "text", "clauses")}
    clauses = [line.strip() for line in typed["clauses"].splitlines() if line.strip()]
    if not _CODE.fullmatch(typed["code"]):
        return _canned(call, "canned_code", typed)
    if (
        not typed["text"]
        or not 0 < len(typed["title"]) <= _LONGEST_TITLE
        or len(typed["text"]) > rules().message_length
    ):
        return _canned(call, "canned_text", typed)
    try:
        row = save_canned(call.office, typed["code"], call.me.name, typed["title"], typed["text"], clauses)
    except CannedRefused:
        return _canned(call, "canned_clause", typed)
    call.audit("canned_saved", f"canned:{row.code}")
    return call.go("/canned", "saved")


@table.post("/canned/{canned}/retire", least="editor")
def retire(call: Call) -> Response:
    """Take a canned reply out of use."""
    if not retire_canned(call.office, call.part("canned"), call.me.name):
        raise not_there()
    call.audit("canned_retired", f"canned:{call.part('canned')}")
    return call.go("/canned", "saved")


def _found(call: Call) -> Ticket:
    found = call.office.session.scalar(select(Ticket).where(Ticket.number == call.part("ticket")))
    if found is None:
        raise not_there()
    return found


def _done(call: Call, action: str, work: Callable[[str], Any], *, typed: str = "") -> Response:
    found = _found(call)
    try:
        work(found.number)
    except ticket_desk.NoTicket:
        return _shown(call, found, "ticket_closed", typed)
    except ticket_desk.AnswerRefused:
        return _shown(call, found, "message", typed)
    except ValueError:
        return _shown(call, found, "nowhere", typed)
    call.audit(action, f"ticket:{found.number}")
    return call.go(f"/tickets/{found.number}", "saved")


def _shown(call: Call, found: Ticket, problem: str = "", typed: str = "", phrases: list[Any] | None = None) -> Response:
    session = call.office.session
    steps = select(HandoverStep).where(HandoverStep.ticket == found.number).order_by(HandoverStep.id)
    return call.page(
        "ticket.html", 422 if problem else 200, ticket=found, lines=transcript(call.office, found.conversation_id),
        steps=list(session.scalars(steps)), teams=rules().teams, problem=problem, typed=typed, phrases=phrases or [],
        today=call.office.today,
    )  # fmt: skip


def _canned(call: Call, problem: str = "", typed: dict[str, str] | None = None) -> Response:
    empty = dict.fromkeys(("code", "title", "text", "clauses"), "")
    rows = canned_replies(call.office)
    return call.page("canned.html", 422 if problem else 200, rows=rows, problem=problem, typed=typed or empty)
