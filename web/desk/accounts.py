"""Accounts of staff, for administrators."""

from __future__ import annotations

from starlette.responses import Response

from knowledge.desk.accounts import AccountRefused, all_accounts, change_account, create_account, set_password
from knowledge.desk.passwords import SHORTEST, PasswordWeak
from knowledge.desk.sessions import end_sessions
from knowledge.models.desk import ROLES, StaffAccount
from web.desk.call import Call, not_there
from web.desk.table import Table

table = Table()


@table.get("/accounts", least="admin")
def accounts(call: Call) -> Response:
    """List the accounts and offer a new one."""
    return _listed(call)


@table.post("/accounts", least="admin")
def new_account(call: Call) -> Response:
    """Make an account; its password is to be changed at the first sign-in."""
    form = call.form
    try:
        made = create_account(
            call.office, form.text("name", 60), form.text("shown_name", 60), form.text("role"), form.raw("password"),
            must_change=True,
        )  # fmt: skip
    except (AccountRefused, PasswordWeak) as refused:
        typed = {name: form.text(name) for name in ("name", "shown_name", "role")}
        return _listed(call, 422, str(refused), typed)
    call.audit("account_made", f"account:{made.name}", role=made.role)
    return call.go("/accounts", "account_made")


@table.post("/accounts/{account}", least="admin")
def change(call: Call) -> Response:
    """Change the role of an account, stop it or let it in again."""
    found = _found(call)
    before = {"role": found.role, "active": found.active}
    try:
        change_account(call.office, found, role=call.form.text("role"), active=call.form.text("active") == "yes")
    except AccountRefused as refused:
        return _listed(call, 422, str(refused))
    after = {"role": found.role, "active": found.active}
    call.audit("account_changed", f"account:{found.name}", before=before, after=after)
    return call.go("/accounts", "saved")


@table.post("/accounts/{account}/password", least="admin")
def reset_password(call: Call) -> Response:
    """Give an account a password that is to be changed at the next sign-in."""
    found = _found(call)
    if not found.password:
        raise not_there()
    try:
        set_password(call.office, found, call.form.raw("password"), must_change=True)
    except PasswordWeak as weak:
        return _listed(call, 422, str(weak))
    call.audit("password_reset", f"account:{found.name}")
    return call.go("/accounts", "saved")


@table.post("/accounts/{account}/sign-out", least="admin")
def sign_out_everywhere(call: Call) -> Response:
    """End all sessions of an account."""
    found = _found(call)
    end_sessions(call.office, found)
    call.audit("sessions_ended", f"account:{found.name}")
    return call.go("/accounts", "sessions_ended")


def _found(call: Call) -> StaffAccount:
    found = call.office.session.get(StaffAccount, call.number("account"))
    if found is None:
        raise not_there()
    return found


def _listed(call: Call, status: int = 200, problem: str = "", typed: dict[str, str] | None = None) -> Response:
    empty = {"name": "", "shown_name": "", "role": "viewer"}
    rows = all_accounts(call.office)
    return call.page(
        "accounts.html", status, accounts=rows, roles=ROLES, problem=problem, typed=typed or empty, shortest=SHORTEST
    )
