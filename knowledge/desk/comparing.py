"""What a candidate would change: the questions of the receipts, asked of both models in rehearsals, and saved tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from knowledge.desk.bot import BotLink
from knowledge.desk.case_report import changes_of
from knowledge.desk.case_run import results_of
from knowledge.desk.teaching import key_of
from knowledge.models import Turn
from knowledge.models.lab import CaseRun
from knowledge.office import Office
from knowledge.rehearsal import new_rehearsal

MOST_QUESTIONS = 500
_SHOWN = 1500
_LOT = re.compile(r"LJ\d{8}-\w{4,}|(?<![A-Z0-9])[2-9A-Z]{4}-[2-9A-Z]{4}(?![A-Z0-9])")


@dataclass(frozen=True)
class Question:
    """A question of a receipt."""

    text: str
    receipt: str


@dataclass(frozen=True)
class Difference:
    """A question that two models answer differently; each side is `{"status", "intent", "shown"}`."""

    question: Question
    before: dict[str, Any]
    after: dict[str, Any]


def questions_of_receipts(office: Office) -> tuple[list[Question], int]:
    """Return the newest questions of receipts, each wording once, and how many wordings there are."""
    wanted = select(Turn.text, func.max(Turn.receipt)).where(Turn.receipt.is_not(None), Turn.text != "")
    rows = office.session.execute(wanted.group_by(Turn.text).order_by(func.max(Turn.id).desc())).all()
    found: dict[str, Question] = {}
    for text, receipt in rows:
        if len(text) <= MOST_QUESTIONS:
            found.setdefault(key_of(text), Question(text, receipt or ""))
    return list(found.values())[:MOST_QUESTIONS], len(found)


def differences(served: BotLink, candidate: BotLink, questions: list[Question]) -> Iterator[Difference | None]:
    """Ask both models each question; yield what differs, and None for what does not, so that progress can be told."""
    for question in questions:
        before, after = _answered(served, question.text), _answered(candidate, question.text)
        same = before["status"] == after["status"] and _settled(before["shown"]) == _settled(after["shown"])
        yield None if same else Difference(question, before, after)


def broken_tests(office: Office, before: CaseRun, after: CaseRun) -> list[dict[str, str]]:
    """Return the turns of saved tests that the serving model passes and the candidate does not."""
    _, worse = changes_of(results_of(office, before), results_of(office, after))
    return [{"say": row.say, "expected": row.expected, "got": row.got, "set": after.case_set.name} for row in worse]


def _settled(shown: str) -> str:
    """Return an answer without what is drawn by lot each time: codes of tickets and visits."""
    return _LOT.sub("", shown)


def _answered(bot: BotLink, text: str) -> dict[str, Any]:
    reply = bot.reply(new_rehearsal(), text)
    return {"status": reply.status, "intent": reply.trace.intent, "shown": reply.plain()[:_SHOWN]}
