"""What a person of the office does with a conversation: take it, reply, pass it on, give it back, close it.

Every function takes the lock of the conversation, leaves a step with who, when and what, and leaves the commit to its
caller; the session must be one for writing. A reply, and what the applicant must know, reaches him as an event.
"""

from __future__ import annotations

from knowledge.blocks import AnyBlock, Outcome, Reply, Text
from knowledge.conversations import prepare
from knowledge.events import tell
from knowledge.handover.partners import ConsentMissing, ask_consent, has_consent, partner_of_team
from knowledge.handover.queue import ask_for_person, end, lock
from knowledge.handover.rules import rules
from knowledge.handover.steps import SYSTEM, note_step
from knowledge.handover.wording import language_of, told, words
from knowledge.models import Handover
from knowledge.office import Office

EVENT = "staff"


class NotInCharge(PermissionError):
    """The conversation is not in the hands of this person; the message names who has it, or its state."""


class NoHandover(LookupError):
    """There is no handover with this id (any more)."""


class MessageRefused(ValueError):
    """A message of the staff is empty or too long."""


def take(office: Office, handover: int, by: str, called: str = "") -> Handover:
    """Take a waiting conversation; taking one's own again changes nothing. Raises `NotInCharge` if another has it.

    `called` is the name under which the applicant is told of the person (else `by`).
    """
    row = _locked(office, handover)
    if row.state == "taken" and row.staff == by:
        return row
    if row.state != "waiting":
        raise NotInCharge(row.staff or row.state)
    row.state, row.staff, row.taken_at = "taken", by, office.now
    step = note_step(office, row, by, "taken")
    _tell(office, row, f"taken:{step.id}", "taken", staff=called or by)
    return row


def take_over(office: Office, conversation: str, by: str) -> Handover:
    """Take a conversation that nobody asked to hand over: from now on the bot is silent in it."""
    row = ask_for_person(office, conversation, "staff", who=by)
    if row is None:
        raise NoHandover(conversation)
    return take(office, row.id, by)


def reply(office: Office, handover: int, by: str, text: str, key: str, basis: tuple[AnyBlock, ...] = ()) -> bool:
    """Send a message to the applicant; False if one with this `key` (the desk's own, new for each) was sent before.

    `basis` are further blocks below the text, such as the citations of a canned reply.
    """
    row = _mine(office, handover, by)
    said = _checked(text)
    blocks = (Text(text=said), *basis)
    name = f"handover:{row.id}:reply:{key}"[:120]
    if not tell(office, row.conversation_id, EVENT, name, Reply(status="handed_over", blocks=blocks)):
        return False
    row.replied_at = office.now
    note_step(office, row, by, "replied", said, name)
    return True


def hand_back(office: Office, handover: int, by: str) -> None:
    """Give the conversation back to the bot and tell the applicant."""
    row = _mine(office, handover, by)
    end(office, row, "returned", by)
    _tell(office, row, "returned", "returned", status="answered")


def close(office: Office, handover: int, by: str) -> None:
    """End the conversation with the applicant; the bot answers what he says next. The ticket stays as it is."""
    row = _mine(office, handover, by)
    end(office, row, "closed", by)
    _tell(office, row, "closed", "closed", status="answered")


def transfer(office: Office, handover: int, by: str, *, staff: str = "", team: str = "", called: str = "") -> Handover:
    """Pass the conversation to another person, or into the queue of a team; the applicant is told once.

    To a partner service it goes only with consent: else `ConsentMissing`. A team must be one of rules.yml or a partner.
    `called` is the name under which the applicant is told of a person (else `staff`).
    """
    row = _mine(office, handover, by)
    partner = partner_of_team(team)
    if team and partner is None and team not in rules().teams:
        raise ValueError(f"a team of rules.yml or a partner was expected, came {team}")
    if not (staff or team):
        raise ValueError("a person or a team was expected, came neither")
    if partner is not None and not has_consent(office, row.conversation_id, partner):
        raise ConsentMissing(partner.code)
    row.team = team or row.team
    row.state, row.staff = ("taken", staff) if staff else ("waiting", "")
    step = note_step(office, row, by, "transferred", " ".join(part for part in (team, staff) if part))
    to = partner.name if partner is not None else rules().teams.get(team, "") or called or staff
    _tell(office, row, f"transferred:{step.id}", "transferred", team=to)
    return row


def request_consent(office: Office, handover: int, by: str, team: str) -> None:
    """Ask the applicant, as an event, whether his conversation may go to the partner that `team` stands for."""
    row, partner = _mine(office, handover, by), partner_of_team(team)
    if partner is None:
        raise ValueError(f"the team of a partner was expected, came {team}")
    asked = prepare(
        office.session, row.conversation_id, ask_consent(office, row.conversation_id, partner, by), office.now
    )
    step = note_step(office, row, by, "consent_asked", partner.code)
    tell(office, row.conversation_id, EVENT, f"handover:{row.id}:consent:{step.id}", asked)


def note(office: Office, handover: int, by: str, text: str) -> None:
    """Keep a note for the staff alone; anybody of the staff may write one, at any time."""
    note_step(office, _locked(office, handover), by, "noted", _checked(text))


def give_up(
    office: Office, row: Handover, state: str, key: str, *, lines: tuple[str, ...] = (), **values: object
) -> None:
    """End a handover by the clock and tell the applicant; for the worker, who holds the lock of the conversation."""
    end(office, row, state, SYSTEM)
    _tell(office, row, state, key, lines, "answered", **values)


def _mine(office: Office, handover: int, by: str) -> Handover:
    row = _locked(office, handover)
    if row.state != "taken" or row.staff != by:
        raise NotInCharge(row.staff or row.state)
    return row


def _locked(office: Office, handover: int) -> Handover:
    row = office.session.get(Handover, handover)
    if row is None or not lock(office.session, row.conversation_id):
        raise NoHandover(str(handover))
    office.session.refresh(row)
    return row


def _checked(text: str) -> str:
    said, longest = text.strip(), rules().message_length
    if not said or len(said) > longest:
        raise MessageRefused(f"1 to {longest} characters were expected, came {len(said)}")
    return said


def _tell(
    office: Office,
    row: Handover,
    name: str,
    key: str,
    lines: tuple[str, ...] = (),
    status: Outcome = "handed_over",
    **values: object,
) -> None:
    language = language_of(office.session, row.conversation_id)
    sentence = told(words(language, key, **values), *lines, status=status, example=bool(lines))
    tell(office, row.conversation_id, EVENT, f"handover:{row.id}:{name}", sentence)
