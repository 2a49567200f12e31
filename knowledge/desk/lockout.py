"""Failed sign-ins: after several of one name, or many of one address, nobody gets in for a while."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select

from knowledge.models.desk import SignInFailure
from knowledge.office import Office

WHILE = timedelta(minutes=15)
TRIES_OF_A_NAME = 5
# A hall's staff share one address.
TRIES_OF_AN_ADDRESS = 30
_LONGEST = 64


def locked(office: Office, name: str, address: str) -> bool:
    """Tell whether a name or an address failed too often in the last 15 minutes."""
    since = SignInFailure.at > office.now - WHILE
    of_name = select(func.count()).where(since, SignInFailure.name == name[:_LONGEST])
    of_address = select(func.count()).where(since, SignInFailure.address == address[:_LONGEST])
    session = office.session
    return (session.scalar(of_name) or 0) >= TRIES_OF_A_NAME or (session.scalar(of_address) or 0) >= TRIES_OF_AN_ADDRESS


def failed(office: Office, name: str, address: str) -> None:
    """Count a failed sign-in; what is older than the while is forgotten."""
    office.session.execute(delete(SignInFailure).where(SignInFailure.at <= office.now - WHILE))
    office.session.add(SignInFailure(name=name[:_LONGEST], address=address[:_LONGEST], at=office.now))


def succeeded(office: Office, name: str) -> None:
    """Forget the failures of a name that signed in."""
    office.session.execute(delete(SignInFailure).where(SignInFailure.name == name[:_LONGEST]))
