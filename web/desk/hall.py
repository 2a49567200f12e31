"""The hall's day: check in, served, not come, walk-ins, another window, finding visitors, the list on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from starlette.responses import Response

from knowledge.appointments import desk
from knowledge.appointments.listing import bookable_services
from knowledge.appointments.seats import SlotTaken
from knowledge.appointments.states import IllegalChange
from knowledge.desk.hall_day import find_by_phone, find_on_day, hall_day, masked, visitors
from knowledge.models import Hall
from web.desk.call import Call, not_there
from web.desk.table import Table

table = Table()
_LONGEST_ACTOR = 40


@table.get("/hall", least="viewer")
def hall(call: Call) -> Response:
    """Show the day of a hall by window."""
    return _shown(call)


@table.post("/hall/visits/{visit}/check-in", least="editor")
def check_in(call: Call) -> Response:
    """Note that a visitor is here."""
    return _done(call, "visit_checked_in", lambda code: desk.check_in(call.office, code, actor(call)))


@table.post("/hall/visits/{visit}/serve", least="editor")
def serve(call: Call) -> Response:
    """Note that a visit was served."""
    return _done(call, "visit_served", lambda code: desk.serve(call.office, code, actor(call)))


@table.post("/hall/visits/{visit}/no-show", least="editor")
def no_show(call: Call) -> Response:
    """Note that nobody came."""
    return _done(call, "visit_no_show", lambda code: desk.no_show(call.office, code, actor(call)))


@table.post("/hall/visits/{visit}/transfer", least="editor")
def transfer(call: Call) -> Response:
    """Let another window take the visit at the same time; its person is told."""
    window, reason = call.form.text("window", 60), call.form.text("reason", 200)

    def moved(code: str) -> None:
        desk.transfer(call.office, code, window, actor(call), reason)

    return _done(call, "visit_transferred", moved, window=window)


@table.post("/hall/check-in", least="editor")
def check_in_somebody(call: Call) -> Response:
    """Check in by code, or by name and the last four digits of the telephone."""
    form = call.form
    code, name, tail = form.text("code", 30).upper(), form.text("name", 40), form.text("tail", 4)
    if not code:
        if not name or not (len(tail) == 4 and tail.isascii() and tail.isdecimal()):
            return _shown(call, "code_or_name", 422)
        found = find_on_day(call.office, call.house.keys, call.office.today, name, tail)
        open_ones = [visit for visit in found if visit.status in ("confirmed", "no_show")]
        call.audit("visitor_sought", "", by="name_and_tail", found=len(found))
        if len(open_ones) != 1:
            return _shown(call, "" if found else "nobody_found", 200 if found else 422, found=found)
        code = open_ones[0].code
    return _done(call, "visit_checked_in", lambda one: desk.check_in(call.office, one, actor(call)), code=code)


@table.post("/hall/walk-in", least="editor")
def walk_in(call: Call) -> Response:
    """Give somebody without an appointment the running or next free time of today, among the booked."""
    form, made = call.form, []

    def taken(_code: str) -> None:
        visit = desk.walk_in(call.office, form.text("service", 60), form.text("window", 60), actor(call))
        made.append(visit.code)

    return _done(call, "visit_walk_in", taken, code=form.text("service", 60), said="walked_in")


@table.post("/hall/find", least="editor")
def find(call: Call) -> Response:
    """Find visits by a telephone, whole or masked; every search is in the audit log, the number only masked."""
    typed = call.form.text("phone", 30)
    found = find_by_phone(call.office, call.house.keys, typed)
    if found is None:
        return _shown(call, "phone", 422)
    call.audit("visitor_sought", "", by="phone", phone=masked(typed), found=len(found))
    return _shown(call, "" if found else "nobody_found", found=found)


@table.post("/hall/list", least="editor")
def printed_list(call: Call) -> Response:
    """Show the list of a day for the printer, with surnames and masked telephones; that it was made is in the log."""
    chosen, day = _hall(call, call.form.text("hall", 60)), _day(call, call.form.text("day", 10))
    windows = hall_day(call.office, chosen, day)
    codes = [place.entry.code for one in windows for place in one.places]
    people = visitors(call.office, call.house.keys, codes)
    call.audit("day_list_printed", f"hall:{chosen.code}", day=day.isoformat(), visits=len(codes))
    return call.page("hall_list.html", hall=chosen, day=day, windows=windows, people=people, printed=call.office.now)


def actor(call: Call) -> str:
    """Return the name of the clerk as it stands in the notes of a visit."""
    return call.me.name[:_LONGEST_ACTOR]


def _done(
    call: Call, action: str, work: Callable[[str], Any], *, code: str | None = None, said: str = "", **detail: str
) -> Response:
    """Do something to a visit and go back to the day; what cannot be done now is told there."""
    named = call.part("visit") if code is None else code
    try:
        with call.office.session.begin_nested():
            work(named)
    except LookupError:
        if code is not None:
            return _shown(call, "no_visit", 422)
        raise not_there() from None
    except IllegalChange:
        return _shown(call, "not_now", 422)
    except SlotTaken:
        return _shown(call, "no_place", 422)
    call.audit(action, f"visit:{named}", **detail)
    back = {"hall": call.form.text("hall", 60), "day": call.form.text("day", 10)}
    query = urlencode({name: value for name, value in back.items() if value})
    return call.go(f"/hall{'?' if query else ''}{query}", said or "saved")


def _halls(call: Call) -> list[Hall]:
    return list(call.office.session.scalars(select(Hall).where(Hall.active).order_by(Hall.id)))


def _hall(call: Call, code: str) -> Hall:
    known = _halls(call)
    if not known:
        raise not_there()
    return next((one for one in known if one.code == code), known[0])


def _day(call: Call, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return call.office.today


def _shown(call: Call, problem: str = "", status: int = 200, **more: Any) -> Response:
    chosen = _hall(call, call.form.text("hall", 60) or call.asked("hall"))
    day = _day(call, call.form.text("day", 10) or call.asked("day"))
    windows = hall_day(call.office, chosen, day)
    own = {window.code for window in chosen.windows if window.active}
    services = [service for service in bookable_services(call.office) if own & set(service.windows)]
    # Names are opened for those who work with them, not for those who look on.
    codes = [place.entry.code for one in windows for place in one.places]
    people = visitors(call.office, call.house.keys, codes) if call.me.may("editor") else {}
    return call.page(
        "hall.html", status, halls=_halls(call), hall=chosen, day=day, windows=windows, services=services,
        people=people, problem=problem, today=call.office.today, **{"found": None, **more},
    )  # fmt: skip
