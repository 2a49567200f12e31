"""查工单, 催办: how far a ticket is, by its number; in another conversation than its own only with its key."""

from __future__ import annotations

import re

from actions.answer import Answer
from actions.context import Context
from actions.memory import Memory
from actions.offers import standing
from actions.told import Told
from actions.turn import Turn
from actions.wording import date_words, names, phrase
from knowledge.blocks import Payload
from knowledge.models import Ticket
from knowledge.office import Office
from knowledge.settings import ZONE
from knowledge.tickets import UNFINISHED, find_key, find_number, is_overdue, own_tickets, ticket_of, urge

_QUERY = re.compile(
    "(?:查|看|问).{0,6}(?:工单|留言)|工单.{0,8}(?:查|进展|进度|怎么样|处理|办到哪|状态|答复|结果|回复|了吗|了没)"
    "|(?:投诉|申诉|留言|纠错).{0,6}(?:处理到|办到哪|进展|有结果|有答复|回复了)|^我的工单[？?。]*$"
    r"|(?:check|status of|my) (?:the |my )?ticket",
    re.IGNORECASE,
)
_URGE = re.compile(
    "催办|(?:工单|投诉|留言|申诉).{0,8}(?:催|加急|快点|快一点)|催.{0,6}(?:工单|投诉|留言|申诉)|urge", re.IGNORECASE
)
_MOST = 5


def tell(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Tell how far a ticket is, or urge it, when the turn asks for that; else the turn."""
    number = find_number(turn.text)
    urges = bool(_URGE.search(turn.text))
    if not (number or urges or _QUERY.search(turn.text)) or turn.intent.startswith("EXTERNAL"):
        return turn
    with context.office(writes=True) as office:
        if number is not None:
            found = ticket_of(office, number, turn.conversation, find_key(turn.text))
            return _of(office, turn, found, urges=urges) if found is not None else _unknown(turn)
        mine = own_tickets(office, turn.conversation)
        pending = [row for row in mine if row.state in UNFINISHED] if urges else mine
        if len(pending) == 1:
            return _of(office, turn, pending[0], urges=urges)
        return _which(pending or mine, urges=urges) if mine else _number_please()


def _of(office: Office, turn: Turn, ticket: Ticket, *, urges: bool) -> Told:
    kind, state = names("ticket_kinds")[ticket.kind], names("ticket_states")[ticket.state]
    made = ticket.created_at.astimezone(ZONE).date()
    answer = Answer(turn.text, ticket.number, ticket.answer, date_words(made), *names("office").values())
    lines = [phrase("ticket.opened", day=date_words(made))]
    if urges:
        urged = urge(office, ticket)
        open_still = ticket.state in UNFINISHED
        answer.conclude(phrase("ticket.urged" if urged else "ticket.urged_before" if open_still else "ticket.no_urge"))
    answer.conclude(phrase("ticket.state", number=ticket.number, kind=kind, state=state))
    if ticket.due_on is not None and ticket.state in UNFINISHED:
        answer.cite(date_words(ticket.due_on))
        late = is_overdue(office, ticket)
        lines.append(phrase("ticket.overdue" if late else "ticket.due", due=date_words(ticket.due_on)))
    if ticket.answer and ticket.answered_at is not None:
        answered = date_words(ticket.answered_at.astimezone(ZONE).date())
        answer.cite(answered)
        lines.append(phrase("ticket.answered", day=answered))
    answer.points([*lines, ticket.answer, phrase("tickets.other_way", hotline=names("office")["hotline"])])
    options = [(phrase("choices.urge"), Payload(text=phrase("ticket.urge_of", number=ticket.number)))]
    answer.choose([*(options if ticket.state in UNFINISHED and not urges else []), *standing("handoff")])
    return Told(answer.reply("answered"))


def _unknown(turn: Turn) -> Told:
    """The same words for a number that never was, a foreign one and a wrong key."""
    answer = Answer(turn.text, *names("office").values())
    answer.conclude(phrase("ticket.unknown"))
    answer.say(phrase("ticket.unknown_next", hotline=names("office")["hotline"]))
    answer.choose(standing("handoff"))
    return Told(answer.reply("not_found"))


def _which(mine: list[Ticket], *, urges: bool) -> Told:
    answer = Answer()
    answer.conclude(phrase("ticket.which"))
    key = "ticket.urge_of" if urges else "ticket.query_of"
    rows = mine[:_MOST]
    answer.cite(*(row.number for row in rows))
    labels = [phrase("ticket.label", number=row.number, kind=names("ticket_kinds")[row.kind]) for row in rows]
    options = [Payload(text=phrase(key, number=row.number)) for row in rows]
    answer.choose(list(zip(labels, options, strict=True)))
    return Told(answer.reply("clarify"))


def _number_please() -> Told:
    answer = Answer(*names("office").values())
    answer.conclude(phrase("ticket.ask_number"))
    answer.say(phrase("ticket.ask_key"))
    answer.choose(standing("handoff"))
    return Told(answer.reply("clarify"))
