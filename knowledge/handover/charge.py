"""Who is in charge of a conversation: decided in the transaction in which a turn is kept, under one lock with the desk.

From the moment a conversation is in the queue the bot says nothing in it, until the applicant leaves or staff give it
back. A reply that the bot was still making when a person was asked for is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from knowledge.blocks import Reply
from knowledge.handover.partners import answer_consent
from knowledge.handover.queue import end, lock, open_handover, place_in_queue
from knowledge.handover.steps import APPLICANT
from knowledge.handover.wording import language_in, says, told, words
from knowledge.models import Handover
from knowledge.office import Office

SILENCE = Reply(status="handed_over", blocks=())


@dataclass(frozen=True)
class Settled:
    """The reply to keep and show; `by_bot` tells that it is the bot's own answer."""

    reply: Reply
    by_bot: bool


def person_in_charge(session: Session, conversation: str) -> bool:
    """Tell whether a person is in charge, or waited for: then the bot need not be asked. No lock is taken."""
    return open_handover(session, conversation) is not None


def settle(office: Office, conversation: str, said: str, reply: Reply | None) -> Settled | None:
    """Return what becomes of a turn; None if the bot must be asked, because nobody is in charge any more.

    `said` is what the applicant said (masked), `reply` the bot's answer, None if it was not asked. The session must be
    one for writing and the turn must be kept in the same transaction.
    """
    session = office.session
    lock(session, conversation)
    row = open_handover(session, conversation)
    if row is None:
        return Settled(reply, by_bot=True) if reply is not None else None
    if reply is not None and row.state == "waiting" and reply.trace.handover == row.id:
        return Settled(reply, by_bot=True)
    row.heard_at = office.now
    return Settled(_heard(office, row, said), by_bot=False)


def _heard(office: Office, row: Handover, said: str) -> Reply:
    language = language_in(said)
    if row.state == "waiting" and says(said, "leave"):
        end(office, row, "left", APPLICANT)
        kept = words(language, "left_ticket", ticket=row.ticket) if row.ticket else ""
        return told(words(language, "left"), kept)
    consent = answer_consent(office, row.conversation_id, said)
    if consent is not None:
        return consent
    if row.acknowledged_at is not None:
        return SILENCE
    row.acknowledged_at = office.now
    key = "received_taken" if row.state == "taken" else "received"
    return told(words(language, key, place=place_in_queue(office, row)), status="handed_over")
