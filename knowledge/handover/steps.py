"""Who did what and when: every act on a handover or a ticket leaves a row, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from knowledge.models import Handover, HandoverStep, Ticket
from knowledge.office import Office

APPLICANT, SYSTEM = "applicant", "system"


def note_step(
    office: Office, about: Handover | Ticket, who: str, what: str, text: str = "", event: str = ""
) -> HandoverStep:
    """Write down what `who` did: a staff name, `applicant` or `system`. The caller commits."""
    step = HandoverStep(
        handover_id=about.id if isinstance(about, Handover) else None,
        ticket=about.ticket if isinstance(about, Handover) else about.number,
        conversation_id=about.conversation_id,
        at=office.now,
        who=who,
        what=what,
        text=text,
        event=event,
    )
    office.session.add(step)
    office.session.flush()
    return step


def steps_of(office: Office, about: Handover | Ticket) -> list[HandoverStep]:
    """Return what was done to a handover or a ticket, in order."""
    mine: ColumnElement[bool] = (
        HandoverStep.handover_id == about.id if isinstance(about, Handover) else HandoverStep.ticket == about.number
    )
    return list(office.session.scalars(select(HandoverStep).where(mine).order_by(HandoverStep.id)))


def forget_words(session: Session, conversations: Select[str] | Sequence[str]) -> None:
    """Take out what was written about these conversations, and about tickets that are gone; who did what stays."""
    about = or_(
        and_(HandoverStep.conversation_id.in_(conversations), HandoverStep.ticket == ""),
        and_(HandoverStep.ticket != "", HandoverStep.ticket.not_in(select(Ticket.number))),
    )
    session.execute(update(HandoverStep).where(about, HandoverStep.text != "").values(text=""))
