"""The inbox: conversations that wait for a person, live; take, reply, pass on, give back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from starlette.responses import HTMLResponse, Response

from knowledge.desk.canned import citations_of
from knowledge.desk.words import phrases_in
from knowledge.handover import desk
from knowledge.handover.canned import canned_replies
from knowledge.handover.inbox import inbox, transcript
from knowledge.handover.partners import ConsentMissing, partners
from knowledge.handover.rules import rules
from knowledge.handover.ticket_desk import ticket_list
from knowledge.models import Handover, HandoverStep, StaffAccount
from web.desk.call import Call, not_there
from web.desk.table import Table
from web.desk.wording import words

table = Table()


@table.get("/inbox", least="viewer")
def inbox_page(call: Call) -> Response:
    """List the conversations that wait or are taken; the list renews itself."""
    return call.page("inbox.html", **_list(call))


@table.get("/inbox/list", least="viewer", background=True)
def inbox_list(call: Call) -> Response:
    """Return the list for the page that renews itself."""
    return HTMLResponse(call.rendered("inbox_list.html", **_list(call)))


@table.get("/inbox/{handover}", least="editor")
def conversation(call: Call) -> Response:
    """Show a conversation with everything that was said, and the form to answer."""
    return _shown(call, _found(call))


@table.get("/inbox/{handover}/lines", least="editor", background=True)
def lines(call: Call) -> Response:
    """Return what was said, for the page that renews itself."""
    found = _found(call)
    return HTMLResponse(call.rendered("inbox_lines.html", lines=transcript(call.office, found.conversation_id)))


@table.post("/inbox/{handover}/take", least="editor")
def take(call: Call) -> Response:
    """Take a conversation that waits."""
    return _done(call, "handover_taken", lambda row: desk.take(call.office, row.id, call.me.name, call.me.shown_name))


@table.post("/inbox/{handover}/reply", least="editor")
def reply(call: Call) -> Response:
    """Send a message; one that has words the office should not say is shown again first."""
    form, row = call.form, _found(call)
    text, key = form.text("text", 5000), form.text("key", 60)
    phrases = phrases_in(call.office, text)
    if phrases and form.text("sure") != "yes":
        return _shown(call, row, typed=text, key=key, phrases=phrases)
    chosen = form.text("canned", 60)
    canned = next((one for one in canned_replies(call.office) if one.code == chosen), None)
    basis = citations_of(call.office, canned, words()["provenances"]) if canned is not None else ()
    return _done(
        call,
        "handover_replied",
        lambda row: desk.reply(call.office, row.id, call.me.name, text, key, basis),
        typed=text,
    )


@table.post("/inbox/{handover}/hand-back", least="editor")
def hand_back(call: Call) -> Response:
    """Give the conversation back to the assistant."""
    return _done(call, "handover_returned", lambda row: desk.hand_back(call.office, row.id, call.me.name), away=True)


@table.post("/inbox/{handover}/close", least="editor")
def close(call: Call) -> Response:
    """End the conversation with the applicant."""
    return _done(call, "handover_closed", lambda row: desk.close(call.office, row.id, call.me.name), away=True)


@table.post("/inbox/{handover}/transfer", least="editor")
def transfer(call: Call) -> Response:
    """Pass the conversation to a team or a colleague."""
    kind, _, name = call.form.text("to", 80).partition(":")
    colleague = _colleague(call, name) if kind == "staff" else None
    to = {"team": name} if kind == "team" else {"staff": "", "called": ""}
    if colleague is not None:
        to = {"staff": colleague.name, "called": colleague.shown_name}
    work = lambda row: desk.transfer(call.office, row.id, call.me.name, **to)  # noqa: E731  (one line says it all)
    return _done(call, "handover_transferred", work, away=True)


@table.post("/inbox/{handover}/consent", least="editor")
def ask_consent(call: Call) -> Response:
    """Ask the applicant whether a partner service may see his conversation."""
    team = call.form.text("team", 60)
    return _done(
        call, "handover_consent_asked", lambda row: desk.request_consent(call.office, row.id, call.me.name, team)
    )


@table.post("/inbox/{handover}/note", least="editor")
def note(call: Call) -> Response:
    """Keep a note for the staff alone."""
    text = call.form.text("text", 5000)
    return _done(call, "handover_noted", lambda row: desk.note(call.office, row.id, call.me.name, text), typed=text)


def _found(call: Call) -> Handover:
    found = call.office.session.get(Handover, call.number("handover"))
    if found is None:
        raise not_there()
    return found


def _colleague(call: Call, name: str) -> StaffAccount | None:
    wanted = select(StaffAccount).where(StaffAccount.name == name, StaffAccount.active, StaffAccount.role != "viewer")
    return call.office.session.scalar(wanted)


def _done(call: Call, action: str, work: Callable[[Handover], Any], *, typed: str = "", away: bool = False) -> Response:
    row = _found(call)
    problem = ""
    try:
        work(row)
    except desk.NotInCharge:
        problem = "not_in_charge"
    except desk.MessageRefused:
        problem = "message"
    except ConsentMissing:
        problem = "consent"
    except desk.NoHandover:
        raise not_there() from None
    except ValueError:
        problem = "nowhere"
    if problem:
        return _shown(call, row, problem, typed)
    call.audit(action, f"handover:{row.id}")
    return call.go("/inbox" if away else f"/inbox/{row.id}", "saved")


def _list(call: Call) -> dict[str, Any]:
    mine = call.asked("mine") == "yes"
    rows = inbox(call.office, staff=call.me.name if mine else "")
    return {"rows": rows, "mine": mine, "teams": rules().teams, "tickets": len(ticket_list(call.office))}


def _shown(
    call: Call, row: Handover, problem: str = "", typed: str = "", key: str = "", phrases: list[Any] | None = None
) -> Response:
    session = call.office.session
    steps = select(HandoverStep).where(HandoverStep.handover_id == row.id).order_by(HandoverStep.id)
    colleagues = select(StaffAccount).where(
        StaffAccount.active, StaffAccount.role != "viewer", StaffAccount.name != call.me.name
    )
    return call.page(
        "conversation.html", 422 if problem else 200, row=row, lines=transcript(call.office, row.conversation_id),
        mine=row.state == "taken" and row.staff == call.me.name, problem=problem, typed=typed,
        key=key or secrets.token_urlsafe(12), phrases=phrases or [], canned=canned_replies(call.office),
        chosen=call.form.text("canned", 60), steps=list(session.scalars(steps)), teams=rules().teams,
        partners=partners(), colleagues=list(session.scalars(colleagues.order_by(StaffAccount.name))),
    )  # fmt: skip
