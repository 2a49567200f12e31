"""Reminders before an application window closes: wished for in a conversation, written once as events."""

from __future__ import annotations

import functools
from datetime import date, timedelta
from pathlib import Path

import yaml
from sqlalchemy import select

from knowledge.application_windows import WindowState, window_state
from knowledge.blocks import AnyBlock, Notice, Reply, Text
from knowledge.events import tell
from knowledge.models import ApplicationWindow, Conversation, Policy, Reminder
from knowledge.office import Office

# Days before the last one, as the issue asks.
DAYS_BEFORE = (30, 7, 1)
KIND = "deadline"


class NoConversation(LookupError):
    """Nothing can be told later in a conversation that is not kept."""


def reminding_days(closes: date, today: date) -> tuple[date, ...]:
    """Return the days on which one is still reminded of a last day."""
    days = (closes - timedelta(days=before) for before in DAYS_BEFORE)
    return tuple(day for day in days if day > today)


def subscribe(office: Office, conversation: str, window: ApplicationWindow) -> bool:
    """Keep the wish to be reminded; False if it was kept before. Raises `NoConversation`."""
    if office.session.get(Conversation, conversation) is None:
        raise NoConversation(conversation)
    if _active(office, conversation, window.code):
        return False
    office.session.add(Reminder(conversation_id=conversation, window_code=window.code, created_at=office.now))
    office.session.flush()
    return True


def unsubscribe(office: Office, conversation: str, codes: frozenset[str] | None = None) -> list[ApplicationWindow]:
    """Cancel the reminders of a conversation (of these windows alone, if any are given); return what they were for."""
    gone = [row for row in _active(office, conversation) if codes is None or row.window_code in codes]
    for row in gone:
        row.canceled_at = office.now
    wanted = [row.window_code for row in gone]
    query = select(ApplicationWindow).where(ApplicationWindow.code.in_(wanted)).order_by(ApplicationWindow.id)
    return list(office.session.scalars(query))


def write_due(office: Office) -> int:
    """Write an event for every reminder that is due, each once; end those whose window is over. Return how many."""
    written = 0
    for reminder, window, policy in _with_windows(office):
        state = window_state(window, policy, office.today) if window is not None and policy is not None else None
        if window is None or window.closes is None or state is None or state.days_left is None or state.days_left < 0:
            reminder.canceled_at = office.now
            continue
        before = _due(state.days_left)
        if before is None:
            continue
        if window.closes - timedelta(days=before) <= reminder.created_at.astimezone(office.now.tzinfo).date():
            continue  # wished for after that day: what was known then is no news
        key = f"{KIND}:{reminder.id}:{window.closes.isoformat()}:{before}"
        written += tell(office, reminder.conversation_id, KIND, key, _reply(state))
    return written


def _due(days_left: int) -> int | None:
    """Return which of the days before is reached; after a standstill only the nearest is told."""
    return min((before for before in DAYS_BEFORE if days_left <= before), default=None)


def _reply(state: WindowState) -> Reply:
    words, window = _words(), state.window
    values = {"policy": state.policy.name, "batch": window.batch}
    if state.days_left and window.closes is not None:
        day = f"{window.closes.year}年{window.closes.month}月{window.closes.day}日"
        told = words["soon"].format(**values, day=day, days=state.days_left)
    else:
        told = words["last_day"].format(**values)
    items = [words["channel"].format(channel=window.channel)] if window.channel else []
    blocks: list[AnyBlock] = [Text(role="conclusion", text=told)]
    if window.provenance == "illustrative":
        blocks.append(Notice(kind="example", text=words["example"]))
    blocks.append(Text(role="points", items=(*items, words["stop"])))
    return Reply(status="answered", blocks=tuple(blocks))


def _active(office: Office, conversation: str, code: str = "") -> list[Reminder]:
    query = select(Reminder).where(Reminder.conversation_id == conversation, Reminder.canceled_at.is_(None))
    rows = office.session.scalars(query.order_by(Reminder.id))
    return [row for row in rows if not code or row.window_code == code]


def _with_windows(office: Office) -> list[tuple[Reminder, ApplicationWindow | None, Policy | None]]:
    """Live reminders with their window, which may have been taken away."""
    query = (
        select(Reminder, ApplicationWindow, Policy)
        .outerjoin(ApplicationWindow, ApplicationWindow.code == Reminder.window_code)
        .outerjoin(Policy, Policy.id == ApplicationWindow.policy_id)
        .where(Reminder.canceled_at.is_(None))
        .order_by(Reminder.id)
    )
    return [(reminder, window, policy) for reminder, window, policy in office.session.execute(query)]


@functools.cache
def _words() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((Path(__file__).parent / "reminders.yml").read_text("utf-8"))
    return loaded
