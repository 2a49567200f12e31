"""转人工, 投诉, 申诉, 纠错: into the queue while a person can be had, else or besides a ticket with number and day."""

from __future__ import annotations

import re

from actions.answer import Answer
from actions.context import Context
from actions.general import TICKETS
from actions.memory import Memory
from actions.told import Told
from actions.turn import Turn
from actions.wording import date_words, names, phrase, weekday, wording
from knowledge.blocks import Payload, Reply
from knowledge.handover.hours import is_open, next_opening
from knowledge.handover.partners import Partner, ask_consent, partners, read_consent, withdraw_consent
from knowledge.handover.queue import ask_for_person, place_in_queue
from knowledge.handover.rules import rules
from knowledge.handover.wording import says
from knowledge.models import Conversation, Handover, Ticket
from knowledge.office import Office
from knowledge.tickets import open_ticket

# Which tickets bring the conversation to a person as well, and under which reason.
_REASONS = {"handoff": "asked", "complaint": "complaint", "appeal": "appeal", "consultation": "partner"}
_WISHES = re.compile("建议|希望|能不能增|要是能|suggest")
_WRONG = re.compile("错|不对|不准|过时|改一下|更正|wrong|incorrect|outdated")
_PASS_ON = re.compile("转给|转到|转交|转接|交给|对接|推荐给|介绍给|帮我联系|帮我找|联系一下|pass.* on|refer")


def hand_over(office: Office, turn: Turn, *, reason: str = "", partner: Partner | None = None) -> Reply:
    """Bring a matter to a person of the office; the session must be one for writing.

    `reason` stands in the place of that of the intent; `partner` is one whose consent was given.
    """
    kind = "consultation" if partner is not None else _kind(turn)
    conversation, team = turn.conversation, partner.team if partner is not None else ""
    kept = office.session.get(Conversation, conversation) is not None
    reached = kind in _REASONS and kept and is_open(office)
    alone = reached and kind in ("handoff", "consultation")
    said = turn.text or names("intents").get(turn.intent, names("intents")["handoff"])
    ticket = None if alone else open_ticket(office, kind, conversation, said, team=team)
    row = None
    if reached:
        number = ticket.number if ticket is not None else ""
        row = ask_for_person(office, conversation, reason or _REASONS[kind], ticket=number, team=team)
    answer = Answer(turn.text, *names("office").values())
    if reason == "not_understood":
        answer.conclude(phrase("handover.not_understood"))
    if partner is not None:
        answer.conclude(phrase("handover.consented", partner=partner.name))
    if ticket is not None:
        _tell_ticket(answer, office, ticket, alone=row is None)
    if row is None:
        return answer.reply("handed_over")
    _tell_queue(answer, office, row)
    reply = answer.reply("handed_over")
    return reply.model_copy(update={"trace": reply.trace.model_copy(update={"handover": row.id})})


def after_misses(context: Context, turn: Turn) -> Told:
    """Hand over what was not understood twice in a row."""
    with context.office(writes=True) as office:
        return Told(hand_over(office, turn, reason="not_understood"))


def to_partner(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Ask for consent when a partner service is wished for, and read the answer; else the turn."""
    if not turn.text or turn.intent.startswith("EXTERNAL"):
        return turn
    agrees = says(turn.text, "agree") or says(turn.text, "refuse") or says(turn.text, "withdraw")
    wished = _wished(turn)
    if not agrees and wished is None:
        return turn
    with context.office(writes=True) as office:
        if wished is not None and not agrees:
            return Told(ask_consent(office, turn.conversation, wished, "applicant"))
        if says(turn.text, "withdraw"):
            gone = withdraw_consent(office, turn.conversation)
            return _simple("handover.withdrawn" if gone else "handover.no_consent")
        read = read_consent(office, turn.conversation, turn.text)
        if read is None:
            return _simple("handover.no_consent")
        partner, agreed = read
        return Told(hand_over(office, turn, partner=partner)) if agreed else _simple("handover.refused")


def _wished(turn: Turn) -> Partner | None:
    if not _PASS_ON.search(turn.text):
        return None
    return next((row for row in partners().values() if any(name in turn.text for name in row.named)), None)


def _kind(turn: Turn) -> str:
    kind = TICKETS.get(turn.intent, "handoff")
    if kind == "correction" and _WISHES.search(turn.text) and not _WRONG.search(turn.text):
        return "feedback"
    return kind


def _tell_ticket(answer: Answer, office: Office, ticket: Ticket, *, alone: bool) -> None:
    answer.cite(ticket.number, ticket.key)
    answer.conclude(phrase(f"tickets.{ticket.kind}", number=ticket.number))
    lines = [wording()["tickets"].get(f"{ticket.kind}_next", "")]
    if ticket.due_on is not None:
        days = str(rules().due_workdays[ticket.kind])
        answer.cite(days, date_words(ticket.due_on))
        lines.append(phrase("tickets.due", days=days, due=date_words(ticket.due_on)))
    lines.append(phrase("tickets.query", number=ticket.number, key=ticket.key))
    if alone:
        opening = next_opening(office) if ticket.kind in _REASONS and not is_open(office) else None
        if opening is not None:
            day, start = opening.date(), f"{opening:%H:%M}"
            line = phrase("tickets.opening", day=date_words(day), weekday=weekday(day), start=start)
            answer.cite(line)
            lines.append(line)
        lines.append(phrase("tickets.later"))
    lines.append(phrase("tickets.other_way", hotline=names("office")["hotline"]))
    answer.points([line for line in lines if line])
    if rules().illustrative:
        answer.notice("example", phrase("notices.example"))


def _tell_queue(answer: Answer, office: Office, row: Handover) -> None:
    place = str(place_in_queue(office, row))
    answer.cite(place)
    answer.conclude(phrase("handover.queued", place=place))
    answer.points([phrase("handover.passed_on"), phrase("handover.silent"), phrase("handover.leave")])
    answer.choose([(phrase("choices.leave_queue"), Payload(text=phrase("choices.leave_queue")))])


def _simple(key: str) -> Told:
    answer = Answer()
    answer.conclude(phrase(key))
    return Told(answer.reply("answered"))
