"""Accounts of people whom the identity provider knows: made at the first sign-in, their role set anew at each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from knowledge.desk.accounts import find_account, folded
from knowledge.desk.sessions import end_sessions
from knowledge.models.desk import ROLES, StaffAccount
from knowledge.office import Office

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")


class NoRole(Exception):
    """The provider knows the person, but none of the roles is one of the desk."""


def roles_of(mapping: str) -> dict[str, str]:
    """Read `value=role, value=role`; raise `ValueError` with what is wrong."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in mapping.split(","))):
        value, mark, role = (piece.strip() for piece in part.rpartition("="))
        if not mark or role not in ROLES or not value:
            raise ValueError(f"OIDC_ROLES: value=role was expected (roles: {', '.join(ROLES)}), came {part!r}")
        found[value] = role
    return found


def role_in(claims: Mapping[str, Any], claim: str, roles: Mapping[str, str]) -> str | None:
    """Return the highest role that the claim (a path with dots) gives, or None."""
    value: Any = claims
    for step in claim.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    given = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    found = [roles[one] for one in given if isinstance(one, str) and one in roles]
    return max(found, key=ROLES.index, default=None)


def account_of(office: Office, claims: Mapping[str, Any], role: str | None) -> StaffAccount:
    """Return the account of the person of these checked claims, with the role of today; raise `NoRole`.

    A local account is never taken over, whatever name the provider gives.
    """
    subject = f"{claims['iss']}|{claims['sub']}"[:400]
    account = office.session.scalar(select(StaffAccount).where(StaffAccount.subject == subject))
    if role is None:
        if account is not None:
            end_sessions(office, account)
        raise NoRole
    if account is None:
        account = StaffAccount(name=_name(office, claims, subject), subject=subject, role=role, created_at=office.now)
        office.session.add(account)
    account.role = role
    account.shown_name = str(claims.get("name") or account.name)[:60]
    office.session.flush()
    return account


def _name(office: Office, claims: Mapping[str, Any], subject: str) -> str:
    wished = folded(str(claims.get("preferred_username") or claims.get("email") or ""))
    if _NAME.fullmatch(wished) and find_account(office, wished) is None:
        return wished
    return f"sso-{hashlib.sha256(subject.encode()).hexdigest()[:12]}"
