"""Sign in and out."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from knowledge.desk import audit, lockout
from knowledge.desk.accounts import find_account, folded
from knowledge.desk.passwords import hashed, outdated, verifies
from knowledge.desk.sessions import begin_session, end_session
from knowledge.models.desk import StaffAccount, StaffSession
from web.desk import cookies
from web.desk.call import Call
from web.desk.table import ANYONE, Table

table = Table()
_LONGEST_NAME = 200


@table.get("/sign-in", least=ANYONE)
def sign_in_page(call: Call) -> Response:
    """Ask for name and password."""
    if call.staff is not None:
        return call.go("/")
    return asked(call)


@table.post("/sign-in", least=ANYONE)
def sign_in(call: Call) -> Response:
    """Begin a session, or say that name and password do not fit, in the same words whichever is wrong."""
    name = folded(call.form.text("name", _LONGEST_NAME))
    if lockout.locked(call.office, name, call.address):
        return asked(call, 429, "locked", name)
    account = find_account(call.office, name)
    fits = verifies(account.password if account is not None else "", call.form.raw("password"))
    if account is None or not fits or not account.active:
        lockout.failed(call.office, name, call.address)
        if lockout.locked(call.office, name, call.address):
            _note(call, account, "sign_in_locked")
        return asked(call, 403, "wrong", name)
    lockout.succeeded(call.office, name)
    if outdated(account.password):
        account.password = hashed(call.form.raw("password"))
    return signed_in(call, account)


def signed_in(call: Call, account: StaffAccount) -> Response:
    """Begin a session of an account that proved itself, and go to the first page."""
    _end_present(call.office.session, call)
    response = call.go("/account" if account.must_change else "/")
    cookies.keep_session(call.house, response, begin_session(call.office, account))
    _note(call, account, "sign_in")
    return response


@table.post("/sign-out", least="viewer")
def sign_out(call: Call) -> Response:
    """End this session."""
    _end_present(call.office.session, call)
    call.audit("sign_out")
    response = call.go("/sign-in", "signed_out")
    cookies.drop_session(call.house, response)
    return response


def asked(call: Call, status: int = 200, problem: str = "", name: str = "") -> Response:
    """Show the sign-in, with what went wrong."""
    return call.page("sign_in.html", status, problem=problem, name=name, provider=bool(call.house.settings.oidc_issuer))


def _end_present(session: Session, call: Call) -> None:
    present = session.get(StaffSession, call.staff.session) if call.staff is not None else None
    if present is not None:
        end_session(call.office, present)


def _note(call: Call, account: StaffAccount | None, action: str) -> None:
    # The name that was typed is not written down when there is no such account: it may be a password.
    actor = audit.Actor(account.name, account.role) if account is not None else audit.Actor("unknown", "")
    audit.write(call.office, call.house.secret_key, actor, action)
