"""Figures of questions by day: counted from the turns, and kept for closed days, for turns are soon deleted.

A count names nobody; rehearsals of staff are none. Kinds and labels: `question` with topic|channel|status, `time` with
the upper bound of a class of milliseconds, `helpful` with yes or no.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from knowledge.desk.overview_groups import topic_of
from knowledge.models import Conversation, DayFigure, Turn
from knowledge.office import Office
from knowledge.personal.periods import periods
from knowledge.rehearsal import is_rehearsal
from knowledge.settings import ZONE

Figures = dict[date, Counter[tuple[str, str]]]
# Upper bounds of the classes of response time in milliseconds; the last is open.
CLASSES = (250, 500, 1000, 2000, 4000, 8000)
SLOWER = "more"


def figures(office: Office, first: date, last: date) -> Figures:
    """Return the figures of each day from `first` to `last`; days without any are empty."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found: Figures = {day: Counter() for day in days}
    rows = office.session.scalars(select(DayFigure).where(DayFigure.day >= first, DayFigure.day <= last))
    kept = set()
    for row in rows:
        found[row.day][row.kind, row.label] = row.number
        kept.add(row.day)
    # Before the oldest day whose turns are whole there is nothing to count: what is left of them would mislead.
    live = [day for day in days if day not in kept and oldest_whole(office) <= day <= office.today]
    if live:
        for day, counts in _counted(office, live[0], live[-1]).items():
            if day not in kept:
                found[day] = counts
    return found


def keep_days(office: Office) -> int:
    """Keep the figures of closed days whose turns are still whole and that are not kept yet; return how many days."""
    oldest = oldest_whole(office)
    kept = set(office.session.scalars(select(DayFigure.day).where(DayFigure.day >= oldest).distinct()))
    counted = _counted(office, oldest, office.today - timedelta(days=1))
    fresh = {day: counts for day, counts in counted.items() if day not in kept}
    for day, counts in fresh.items():
        office.session.add_all(
            DayFigure(day=day, kind=kind, label=label, number=number) for (kind, label), number in counts.items()
        )
    office.session.flush()
    return len(fresh)


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day of the office and the first one after another."""
    return datetime.combine(first, time(), ZONE), datetime.combine(last + timedelta(days=1), time(), ZONE)


def class_of(milliseconds: int) -> str:
    """Return the label of the class of a response time."""
    return next((str(bound) for bound in CLASSES if milliseconds <= bound), SLOWER)


def oldest_whole(office: Office) -> date:
    """Return the oldest day of which no turn can have been deleted for its age."""
    return office.today - timedelta(days=periods()["conversation"] - 1)


def _counted(office: Office, first: date, last: date) -> Figures:
    begin, end = bounds(first, last)
    columns = (
        Turn.at, Turn.intent, Turn.status, Turn.milliseconds, Turn.helpful, Turn.conversation_id,
        Conversation.channel,
    )  # fmt: skip
    query = select(*columns).join(Conversation).where(Turn.at >= begin, Turn.at < end, Turn.text != "")
    found: Figures = {}
    for at, intent, status, milliseconds, helpful, conversation, channel in office.session.execute(query):
        if is_rehearsal(conversation):
            continue
        counts = found.setdefault(at.astimezone(ZONE).date(), Counter())
        counts["question", f"{topic_of(intent)}|{channel}|{status}"] += 1
        counts["time", class_of(milliseconds)] += 1
        if helpful is not None:
            counts["helpful", "yes" if helpful else "no"] += 1
    return found


def questions_by(found: Iterable[Counter[tuple[str, str]]], part: int) -> Counter[str]:
    """Add the questions of days by topic (0), channel (1) or status (2)."""
    counts: Counter[str] = Counter()
    for day in found:
        for (kind, label), number in day.items():
            if kind == "question":
                counts[label.split("|")[part]] += number
    return counts
