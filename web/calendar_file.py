"""The calendar file of a visit (iCalendar, RFC 5545), with an alarm the day before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event

from knowledge.appointments.lookup import Visit
from knowledge.settings import ZONE


def calendar_file(visit: Visit, now: datetime) -> bytes:
    """Return the visit as an .ics file."""
    slot, hall = visit.slot, visit.slot.window.hall
    event = Event()
    event.add("uid", f"{visit.appointment.code}@talent-assistant")
    event.add("dtstamp", now)
    event.add("dtstart", datetime.combine(slot.day, slot.starts, ZONE))
    event.add("dtend", datetime.combine(slot.day, slot.ends, ZONE))
    event.add("summary", f"{visit.service.name}（{visit.appointment.code}）")
    event.add("location", f"{hall.name} {slot.window.name} {hall.address}")
    materials = "\n".join(f"{_box(item)} {item['name']}（{item['form']}）" for item in visit.appointment.materials)
    event.add("description", materials)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", visit.service.name)
    alarm.add("trigger", timedelta(days=-1))
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//talent-assistant//zh")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _box(item: dict[str, Any]) -> str:
    return "✓" if item.get("brought") else "□"
