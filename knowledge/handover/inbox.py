"""The desk's inbox: who waits and how long, and the whole conversation as a person of the office reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.blocks import Reply
from knowledge.handover.queue import OPEN
from knowledge.models import Conversation, Event, Handover, HandoverStep, Turn
from knowledge.office import Office
from knowledge.settings import ZONE

Speaker = Literal["applicant", "bot", "office"]


@dataclass(frozen=True)
class Waiting:
    """A conversation of the inbox: how long it has waited for a person, or for the answer of the one who took it."""

    handover: Handover
    channel: str
    waited: timedelta
    last_said: str


@dataclass(frozen=True)
class Line:
    """One thing that was said, in the office's time; `who` is the staff's name where a person wrote it.

    `kind` is `turn` for what was said and answered, else the kind of the event.
    """

    at: datetime
    speaker: Speaker
    who: str
    text: str
    reply: Reply | None
    kind: str


def inbox(office: Office, *, team: str = "", staff: str = "") -> list[Waiting]:
    """Return the conversations that wait or are taken, longest waiting first; of one team or person if given."""
    query = (
        select(Handover, Conversation.channel)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .where(Handover.state.in_(OPEN))
        .order_by(Handover.asked_at, Handover.id)
    )
    if team:
        query = query.where(Handover.team == team)
    if staff:
        query = query.where(Handover.staff == staff)
    rows = [(row, channel) for row, channel in office.session.execute(query)]
    found = [
        Waiting(row, channel, _waited(office, row), _last_said(office.session, row.conversation_id))
        for row, channel in rows
    ]
    return sorted(found, key=lambda entry: entry.waited, reverse=True)


def transcript(office: Office, conversation: str) -> list[Line]:
    """Return all that was said in a conversation, in order: turns (masked), staff replies and other events."""
    session, lines = office.session, []
    for turn in session.scalars(select(Turn).where(Turn.conversation_id == conversation).order_by(Turn.id)):
        at = turn.at.astimezone(ZONE)
        if turn.text:
            lines.append(Line(at, "applicant", "", turn.text, None, "turn"))
        answer = Reply.model_validate(turn.reply)
        if answer.blocks:
            lines.append(Line(at, "bot", "", answer.plain(), answer, "turn"))
    authors = _authors(session, conversation)
    for event in session.scalars(select(Event).where(Event.conversation_id == conversation).order_by(Event.id)):
        told = Reply.model_validate(event.reply)
        at, who = event.created_at.astimezone(ZONE), authors.get(event.key, "")
        lines.append(Line(at, "office", who, told.plain(), told, event.kind))
    # Python's sort is stable: what was said at the same moment keeps its order.
    return sorted(lines, key=lambda line: line.at)


def _waited(office: Office, row: Handover) -> timedelta:
    since = row.asked_at if row.state == "waiting" else _unanswered_since(row)
    return max(office.now - since, timedelta()) if since is not None else timedelta()


def _unanswered_since(row: Handover) -> datetime | None:
    """When the applicant wrote what nobody has answered yet; None if the staff spoke last."""
    if row.heard_at is None or (row.replied_at is not None and row.replied_at >= row.heard_at):
        return None if row.replied_at is not None else row.taken_at
    return row.heard_at


def _last_said(session: Session, conversation: str) -> str:
    query = select(Turn.text).where(Turn.conversation_id == conversation, Turn.text != "")
    return session.scalar(query.order_by(Turn.id.desc()).limit(1)) or ""


def _authors(session: Session, conversation: str) -> dict[str, str]:
    query = select(HandoverStep).where(HandoverStep.conversation_id == conversation, HandoverStep.event != "")
    return {step.event: step.who for step in session.scalars(query)}
