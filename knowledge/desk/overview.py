"""The overview 概览 of the office: what was asked and how it was answered, visits, and what runs out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from knowledge.desk.day_figures import CLASSES, SLOWER, Figures, bounds, figures, oldest_whole, questions_by
from knowledge.models import Appointment, Turn
from knowledge.office import Office
from knowledge.versions.warnings import Look, warnings_of

STATUSES = ("answered", "clarify", "not_found", "out_of_scope", "handed_over", "failed")
_MOST_TOP = 10
_CAME = ("checked_in", "served", "rated")


@dataclass(frozen=True)
class Top:
    """A question as it was asked (masked), how often, and in how many conversations."""

    text: str
    times: int
    conversations: int


@dataclass(frozen=True)
class Funnel:
    """Visits that were wished for in a period by how far they came; of a moved visit only the last time counts."""

    held: int
    confirmed: int
    checked_in: int
    served: int


@dataclass(frozen=True)
class Overview:
    """The figures of a period. Response times are upper bounds of classes in milliseconds; None: not known."""

    first: date
    last: date
    days: Figures
    topics: Counter[str]
    channels: Counter[str]
    statuses: Counter[str]
    median: int | None
    slow: float | None
    helpful: int
    unhelpful: int
    top: tuple[Top, ...]
    funnel: Funnel
    came: int
    missed: int
    looks: tuple[Look, ...]

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return sum(self.statuses.values())

    @property
    def helpfulness(self) -> float | None:
        """The share of ratings that call an answer helpful."""
        rated = self.helpful + self.unhelpful
        return self.helpful / rated if rated else None

    @property
    def no_show_rate(self) -> float | None:
        """The share of due visits to which nobody came."""
        due = self.came + self.missed
        return self.missed / due if due else None

    def not_found_on(self, day: date) -> tuple[int, int]:
        """Return how many questions of a day were not found, and how many there were."""
        counts = questions_by([self.days[day]], 2)
        return counts["not_found"], sum(counts.values())


def overview(office: Office, first: date, last: date) -> Overview:
    """Return the figures from one day to another, both included."""
    days = figures(office, first, last)
    times = _added(days, "time")
    ratings = _added(days, "helpful")
    came, missed = _visits(office, first, last)
    topics, channels, statuses = (questions_by(days.values(), part) for part in (0, 1, 2))
    return Overview(
        first, last, days, topics, channels, statuses, _median(times), _slow(times), ratings["yes"], ratings["no"],
        top_questions(office, first, last), _funnel(office, first, last), came, missed,
        tuple(look for look in warnings_of(office) if look.kind in ("ended", "ends")),
    )  # fmt: skip


def top_questions(office: Office, first: date, last: date) -> tuple[Top, ...]:
    """Return what was asked most in the same words, as far as the turns are still kept."""
    begin, end = bounds(max(first, oldest_whole(office)), last)
    times, people = func.count(Turn.id), func.count(func.distinct(Turn.conversation_id))
    query = (
        select(Turn.text, times, people)
        .where(Turn.at >= begin, Turn.at < end, Turn.text != "")
        .where(~Turn.conversation_id.startswith("rehearsal_", autoescape=True))
        .group_by(Turn.text)
        .order_by(people.desc(), times.desc(), Turn.text)
        .limit(_MOST_TOP)
    )
    return tuple(Top(*row) for row in office.session.execute(query))


def _added(days: Figures, wanted: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for day in days.values():
        for (kind, label), number in day.items():
            if kind == wanted:
                counts[label] += number
    return counts


def _median(times: Counter[str]) -> int | None:
    """The upper bound of the class in which half of the answers were there; None beyond the last bound too."""
    whole, seen = sum(times.values()), 0
    for bound in CLASSES:
        seen += times[str(bound)]
        if whole and seen * 2 >= whole:
            return bound
    return None


def _slow(times: Counter[str]) -> float | None:
    """The share of answers that took more than two seconds."""
    whole = sum(times.values())
    late = sum(times[str(bound)] for bound in CLASSES if bound > 2000) + times[SLOWER]
    return late / whole if whole else None


def _funnel(office: Office, first: date, last: date) -> Funnel:
    begin, end = bounds(first, last)
    query = select(
        func.count(Appointment.id), func.count(Appointment.confirmed_at), func.count(Appointment.checked_in_at),
        func.count(Appointment.served_at),
    ).where(
        Appointment.created_at >= begin, Appointment.created_at < end, Appointment.part_of_id.is_(None),
        ~Appointment.walk_in, Appointment.status != "rescheduled",
    )  # fmt: skip
    return Funnel(*office.session.execute(query).one())


def _visits(office: Office, first: date, last: date) -> tuple[int, int]:
    query = (
        select(Appointment.status, func.count(Appointment.id))
        .where(Appointment.day >= first, Appointment.day <= last, Appointment.part_of_id.is_(None))
        .where(~Appointment.walk_in, Appointment.status.in_((*_CAME, "no_show")))
        .group_by(Appointment.status)
    )
    counts = {status: number for status, number in office.session.execute(query)}
    return sum(counts.get(status, 0) for status in _CAME), counts.get("no_show", 0)
