"""What the key of a booked visit opens: its calendar file and a plain page to print or show at the hall."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from fastapi import APIRouter, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.appointments.lookup import Visit, visit_of
from knowledge.appointments.visits import cancel_until
from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.models import Appointment
from knowledge.office import Office
from knowledge.settings import ZONE
from knowledge.subjects import EXAMPLE
from web.api import Refused
from web.calendar_file import calendar_file
from web.sessions import Sessions
from web.wording import wording

STYLE = Path(__file__).parent / "visit"
_COMING = "confirmed"
Made = TypeVar("Made")


def visits_router(engine: Engine, clock: Clock, sessions: Sessions) -> APIRouter:
    """Return the routes; a wrong key, a wrong code and a code that is not there are all answered 404."""
    router, reading = APIRouter(), session_factory(engine)

    async def opened(code: str, key: str, make: Callable[[Session, Visit], Made | None]) -> Made:
        def find() -> Made | None:
            with reading() as session, session.begin():
                row = session.scalar(select(Appointment).where(Appointment.code == code))
                return make(session, visit_of(row)) if row is not None else None

        found = await asyncio.to_thread(find) if sessions.opens_calendar(code, key) else None
        if found is None:
            raise Refused(404, "not_found")
        return found

    @router.get("/appointments/{code}.ics")
    async def calendar(code: str, key: str = "") -> Response:
        def file(_session: Session, visit: Visit) -> bytes | None:
            return calendar_file(visit, clock()) if visit.appointment.status == _COMING else None

        named = {"Content-Disposition": f'attachment; filename="{code}.ics"'}
        return Response(await opened(code, key, file), media_type="text/calendar; charset=utf-8", headers=named)

    @router.get("/appointments/{code}")
    async def page(code: str, key: str = "") -> Response:
        def text(session: Session, visit: Visit) -> str:
            return _page(Office(session, clock()), visit, f"/appointments/{code}.ics?key={key}")

        return Response(await opened(code, key, text), media_type="text/html; charset=utf-8")

    return router


def _page(office: Office, visit: Visit, calendar: str) -> str:
    """Return the page of a visit: no name, no telephone of the applicant, whoever holds the link."""
    slot, words = visit.slot, wording()["visit"]
    window, hall, coming = slot.window, slot.window.hall, visit.appointment.status == _COMING
    until = cancel_until(slot, office, visit.service)
    case = f"（{visit.case_name}）" if visit.case_name else ""
    rows = {
        "what": f"{visit.service.name}{case}",
        "when": f"{_day(slot.day)} {slot.starts:%H:%M}—{slot.ends:%H:%M}",
        "where": f"{hall.name} {window.name}",
        "address": hall.address,
        "telephone": hall.telephone,
        "until": _moment(until) if coming else "",
    }
    return (
        _environment()
        .get_template("visit.html")
        .render(
            code=visit.appointment.code,
            status=words["status"][visit.appointment.status],
            rows=[(words[name], value) for name, value in rows.items() if value],
            materials=visit.appointment.materials,
            calendar=calendar if coming else "",
            example=hall.provenance == EXAMPLE,
            words=words,
        )
    )


def _day(day: date) -> str:
    weekday = wording()["visit"]["weekdays"][day.weekday()]
    return f"{day.year}年{day.month}月{day.day}日（{weekday}）"


def _moment(moment: datetime) -> str:
    local = moment.astimezone(ZONE)
    return f"{_day(local.date())} {local:%H:%M}"


@functools.cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(STYLE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
