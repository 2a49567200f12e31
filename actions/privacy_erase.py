"""Deleting one's data and withdrawing a consent: what goes and what stays is told, visits ahead first."""

from __future__ import annotations

from typing import cast

from actions.answer import Answer
from actions.offers import standing
from actions.privacy_replies import payload
from actions.told import Told
from actions.wording import date_words, listed, phrase
from knowledge.blocks import Reply
from knowledge.models import Service
from knowledge.office import Office
from knowledge.personal.erase import Ahead, Erased, Kind, erase
from knowledge.personal.holdings import open_tickets_of
from knowledge.personal.periods import periods
from knowledge.personal.scope import Scope, visits_ahead

# Forms and what was talked about are over once everything is deleted.
_CLEARED = {"booking": None, "visit": None, "requested_slot": None}


def ask_first(office: Office, scope: Scope, kind: str) -> tuple[Reply, str]:
    """Return the question and what a bare 'yes' stands for (empty where visits lie ahead: then a button is needed)."""
    ahead = visits_ahead(office, scope)
    answer = Answer()
    answer.conclude(phrase(f"privacy.sure_{kind}"))
    lines = []
    for visit, slot in ahead:
        service = office.session.get_one(Service, visit.service_id)
        start = f"{slot.starts:%H:%M}"
        lines.append(
            phrase("privacy.ahead_of", code=visit.code, service=service.name, day=date_words(slot.day), start=start)
        )
    answer.cite(*lines)
    answer.points(lines, phrase("privacy.ahead"))
    if ahead:
        answer.say(phrase("privacy.ahead_ask"))
    told = _goes_and_stays(office, scope, kind)
    answer.cite(*told)
    answer.points(told)
    suffix = "_withdraw" if kind == "withdraw" else ""
    if ahead:
        yes = [
            (phrase(f"privacy.yes_cancel{suffix}"), payload(f"erase={kind}|cancel|{scope.code}")),
            (phrase(f"privacy.yes_keep{suffix}"), payload(f"erase={kind}|keep|{scope.code}")),
        ]
    else:
        yes = [(phrase(f"privacy.yes_{kind}"), payload(f"erase={kind}|keep|{scope.code}"))]
    answer.choose([*yes, (phrase(f"privacy.stay{suffix}"), payload("stop="))])
    return answer.reply("clarify"), "" if ahead else f"erase={kind}|keep|{scope.code}"


def _goes_and_stays(office: Office, scope: Scope, kind: str) -> list[str]:
    numbers = listed(ticket.number for ticket in open_tickets_of(office, scope))
    contacts = phrase("privacy.goes_contacts", count=len(scope.contacts)) if scope.contacts else ""
    whole = phrase("privacy.goes_conversation" if kind == "delete" else "privacy.stays_conversation")
    tickets = phrase("privacy.stays_tickets", numbers=numbers) if numbers else ""
    return [contacts, whole, tickets, phrase("privacy.stays_backup", days=periods()["backup"])]


def erased(office: Office, scope: Scope, kind: str, ahead: str) -> Told:
    """Delete, and tell the number under which it was done."""
    done = erase(office, scope, cast(Kind, kind), cast(Ahead, ahead))
    answer = Answer()
    lines = _lines(done, ahead)
    conclusion = phrase(f"privacy.done_{kind}", number=done.number)
    answer.cite(conclusion, *lines)
    answer.conclude(conclusion)
    answer.points(lines)
    answer.choose(standing("services", "book"))
    slots = dict.fromkeys(_CLEARED) if kind == "delete" else {}
    return Told(answer.reply("answered"), forget=kind == "delete", personal={}, slots=slots)


def _lines(done: Erased, ahead: str) -> list[str]:
    kept = "privacy.done_too_late" if ahead == "cancel" else "privacy.done_kept"
    return [
        phrase("privacy.done_receipt"),
        phrase("privacy.done_canceled", codes=listed(done.canceled)) if done.canceled else "",
        phrase(kept, codes=listed(done.kept)) if done.kept else "",
        phrase("privacy.stays_tickets", numbers=listed(done.tickets)) if done.tickets else "",
        phrase("privacy.stays_backup", days=periods()["backup"]),
    ]
