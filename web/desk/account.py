"""One's own account: password, and the browsers that are signed in."""

from __future__ import annotations

from starlette.responses import Response

from knowledge.desk.accounts import set_password
from knowledge.desk.passwords import LONGEST, SHORTEST, PasswordWeak, verifies
from knowledge.desk.sessions import begin_session, end_session, open_sessions
from knowledge.models.desk import StaffAccount, StaffSession
from web.desk import cookies
from web.desk.call import Call, not_there
from web.desk.table import Table

table = Table()


@table.get("/account", least="viewer")
def account(call: Call) -> Response:
    """Show one's own account."""
    return _shown(call)


@table.post("/account/password", least="viewer")
def change_password(call: Call) -> Response:
    """Change one's own password; all other sessions end, this one goes on under a new token."""
    mine, form = _mine(call), call.form
    if not call.me.local:
        raise not_there()
    if not verifies(mine.password, form.raw("old")):
        return _shown(call, 422, "old_wrong")
    if form.raw("new") != form.raw("again"):
        return _shown(call, 422, "not_the_same")
    if form.raw("new") == form.raw("old"):
        return _shown(call, 422, "same_as_old")
    try:
        set_password(call.office, mine, form.raw("new"))
    except PasswordWeak as weak:
        return _shown(call, 422, str(weak))
    call.audit("password_changed", f"account:{mine.name}")
    response = call.go("/account", "password_changed")
    cookies.keep_session(call.house, response, begin_session(call.office, mine))
    return response


@table.post("/account/sessions/{session}/end", least="viewer", own="session")
def end_own_session(call: Call) -> Response:
    """End one of one's own sessions."""
    found = call.office.session.get(StaffSession, call.number("session"))
    if found is None or found.account_id != call.me.id:
        raise not_there()
    end_session(call.office, found)
    call.audit("session_ended", f"account:{call.me.name}")
    return call.go("/account", "session_ended")


def _mine(call: Call) -> StaffAccount:
    found = call.office.session.get(StaffAccount, call.me.id)
    if found is None:
        raise not_there()
    return found


def _shown(call: Call, status: int = 200, problem: str = "") -> Response:
    sessions = open_sessions(call.office, _mine(call), call.house.limits)
    return call.page("account.html", status, problem=problem, sessions=sessions, shortest=SHORTEST, longest=LONGEST)
