"""Codes that wait are sent to the registered telephone: claimed by one worker, each sent once under its reference."""

from __future__ import annotations

import functools
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine, and_, delete, or_, select, update

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.models import CaseProgress, ProgressCode
from knowledge.office import Office
from knowledge.personal.keys import Keys, Sealed, Unopened, unseal
from knowledge.progress.asking import VALID, code_place
from knowledge.progress.importing import phone_place
from knowledge.sms import Sms, SmsFailed

logger = logging.getLogger(__name__)
_STUCK = timedelta(minutes=1)
_KEPT = timedelta(days=1)


def send_codes(engine: Engine, keys: Keys, sms: Sms | None, clock: Clock) -> int:
    """Send every code that waits and is still valid, forget those of yesterday; return how many were sent."""
    sessions, now = session_factory(engine, writes=True), clock()
    with sessions() as session, session.begin():
        session.execute(delete(ProgressCode).where(ProgressCode.created_at < now - _KEPT))
    if sms is None:
        return 0
    state = ProgressCode.sms_state
    due = and_(
        ProgressCode.created_at > now - VALID, ProgressCode.used_at.is_(None),
        or_(state == "waiting", and_(state == "sending", ProgressCode.sms_at < now - _STUCK)),
    )  # fmt: skip
    with sessions() as session:
        found = list(session.scalars(select(ProgressCode.id).where(due).order_by(ProgressCode.id)))
    sent = 0
    for identifier in found:
        with sessions() as session, session.begin():
            claim = (
                update(ProgressCode).where(ProgressCode.id == identifier, due).values(sms_state="sending", sms_at=now)
            )
            if not session.execute(claim.returning(ProgressCode.id)).all():
                continue
            prepared = _prepared(Office(session, now), keys, identifier)
        if prepared is not None:
            sent += _sent(engine, sms, clock, identifier, *prepared)
    return sent


def _sent(engine: Engine, sms: Sms, clock: Clock, identifier: int, ref: str, phone: str, code: str) -> bool:
    state = "sent"
    try:
        sms.send(ref, phone, _words()["short_message"].format(code=code), clock())
    except SmsFailed as error:
        logger.error("a code was not sent: %s (%s)", error, ref)
        state = "waiting"
    with session_factory(engine, writes=True)() as session, session.begin():
        row = session.get(ProgressCode, identifier)
        if row is not None:
            row.sms_state = state
            row.sealed = row.sealed if state == "waiting" else None
    return state == "sent"


def _prepared(office: Office, keys: Keys, identifier: int) -> tuple[str, str, str] | None:
    row = office.session.get_one(ProgressCode, identifier, populate_existing=True)
    case = office.session.get(CaseProgress, row.case_id) if row.case_id is not None else None
    if case is None or row.sealed is None:
        row.sms_state = "dropped"
        return None
    try:
        phone = unseal(keys, phone_place(case.ref), Sealed(case.key_id, case.sealed))
        code = unseal(keys, code_place(row.ref), Sealed(row.key_id, row.sealed))
    except Unopened:
        logger.error("a code cannot be sent: it is sealed with an unknown key (%s)", row.ref)
        row.sms_state = "waiting"
        return None
    return row.ref, phone.decode(), code.decode()


@functools.cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))
    return loaded
