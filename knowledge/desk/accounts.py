"""Accounts of staff: made, changed, stopped; a password is never kept, only its hash."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from knowledge.desk.passwords import checked, hashed
from knowledge.desk.sessions import end_sessions
from knowledge.models.desk import ROLES, StaffAccount
from knowledge.office import Office

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")
_LONGEST_SHOWN = 60


class AccountRefused(ValueError):
    """An account that cannot be; the message names the sentence: `name`, `shown`, `role`, `taken`, `last_admin`."""


def folded(name: str) -> str:
    """Return a sign-in name as it is kept: without blanks around it, in small letters."""
    return name.strip().casefold()


def find_account(office: Office, name: str) -> StaffAccount | None:
    """Return the account with this sign-in name."""
    return office.session.scalar(select(StaffAccount).where(StaffAccount.name == folded(name)))


def all_accounts(office: Office) -> list[StaffAccount]:
    """Return all accounts, those that may sign in first."""
    order = select(StaffAccount).order_by(StaffAccount.active.desc(), StaffAccount.name)
    return list(office.session.scalars(order))


def create_account(
    office: Office, name: str, shown_name: str, role: str, password: str, *, must_change: bool
) -> StaffAccount:
    """Make a local account; raise `AccountRefused` or `PasswordWeak`."""
    name, shown = folded(name), shown_name.strip()
    if not _NAME.fullmatch(name):
        raise AccountRefused("name")
    if not shown or len(shown) > _LONGEST_SHOWN:
        raise AccountRefused("shown")
    if role not in ROLES:
        raise AccountRefused("role")
    if find_account(office, name) is not None:
        raise AccountRefused("taken")
    kept = hashed(checked(password, name))
    account = StaffAccount(
        name=name, shown_name=shown, role=role, password=kept, must_change=must_change, created_at=office.now
    )
    office.session.add(account)
    office.session.flush()
    return account


def change_account(office: Office, account: StaffAccount, *, role: str, active: bool) -> None:
    """Change the role, stop or start an account; the last administrator stays one. Raise `AccountRefused`."""
    if role not in ROLES:
        raise AccountRefused("role")
    if account.role == "admin" and account.active and (role != "admin" or not active) and _admins(office) == 1:
        raise AccountRefused("last_admin")
    account.role, account.active = role, active
    if not active:
        end_sessions(office, account)


def set_password(office: Office, account: StaffAccount, password: str, *, must_change: bool = False) -> None:
    """Give an account a new password and end its sessions; raise `PasswordWeak`."""
    account.password = hashed(checked(password, account.name))
    account.must_change = must_change
    end_sessions(office, account)


def _admins(office: Office) -> int:
    wanted = select(func.count()).where(StaffAccount.role == "admin", StaffAccount.active)
    return office.session.scalar(wanted) or 0
