"""Closures of windows and halls, and how full the slots of a window are."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select
from starlette.responses import Response

from knowledge.appointments.closures import Closing, close_hall, close_window, reopen
from knowledge.desk.hall_day import slot_loads
from knowledge.models import Closure, Hall, Window
from web.desk.call import Call, not_there
from web.desk.hall import actor
from web.desk.table import Table

table = Table()


@table.get("/hall/closures", least="viewer")
def closures(call: Call) -> Response:
    """List the closures that hold or lie ahead, and offer a new one."""
    return _shown(call)


@table.post("/hall/closures", least="editor")
def close(call: Call) -> Response:
    """Close a window or a hall; who is booked then is told, with the nearest times."""
    form = call.form
    place, reason = form.text("place", 80), form.text("reason", 200)
    if not reason:
        return _shown(call, "no_reason", 422)
    try:
        day = date.fromisoformat(form.text("day", 10))
        starts, ends = _time(form.text("starts", 5)), _time(form.text("ends", 5))
        kind, _, code = place.partition(":")
        closing = close_hall if kind == "hall" else close_window
        made = closing(call.office, code, day, reason, actor(call), starts, ends)
    except LookupError:
        return _shown(call, "no_place_named", 422)
    except ValueError:
        return _shown(call, "closure_time", 422)
    call.audit("window_closed", place, day=day.isoformat(), reason=reason, visits=len(made.canceled))
    return _shown(call, made=made)


@table.post("/hall/closures/{closure}/reopen", least="editor")
def reopen_place(call: Call) -> Response:
    """Lift a closure; visits that it cancelled stay cancelled."""
    try:
        row = reopen(call.office, call.number("closure"), actor(call))
    except LookupError:
        raise not_there() from None
    call.audit("window_reopened", f"closure:{row.id}")
    return call.go("/hall/closures", "saved")


@table.get("/hall/slots", least="viewer")
def slots(call: Call) -> Response:
    """Show how full the slots of a window are on a day."""
    windows = list(
        call.office.session.scalars(select(Window).where(Window.active).order_by(Window.hall_id, Window.position))
    )
    chosen = next((one for one in windows if one.code == call.asked("window")), windows[0] if windows else None)
    try:
        day = date.fromisoformat(call.asked("day"))
    except ValueError:
        day = call.office.today
    loads = slot_loads(call.office, chosen, day) if chosen is not None else []
    return call.page("slots.html", windows=windows, chosen=chosen, day=day, loads=loads)


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _shown(call: Call, problem: str = "", status: int = 200, made: Closing | None = None) -> Response:
    session = call.office.session
    wanted = select(Closure).where(Closure.day >= call.office.today).order_by(Closure.day, Closure.starts, Closure.id)
    halls = list(session.scalars(select(Hall).where(Hall.active).order_by(Hall.id)))
    names = {window.id: window.name for hall in halls for window in hall.windows}
    typed = {name: call.form.text(name) for name in ("place", "day", "starts", "ends", "reason")}
    return call.page(
        "closures.html", status, rows=list(session.scalars(wanted)), halls=halls, names=names,
        hall_names={hall.id: hall.name for hall in halls}, problem=problem, made=made, typed=typed,
        today=call.office.today,
    )  # fmt: skip
