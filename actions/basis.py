"""The basis of what was just said (你说的依据是哪条): the same clauses again, named in one sentence."""

from __future__ import annotations

import re

from sqlalchemy import select

from actions.answer import Answer
from actions.context import Context
from actions.memory import Memory
from actions.offers import standing
from actions.render_policy import citation
from actions.render_record import entry_citation
from actions.render_service import guide_citation
from actions.told import Told
from actions.turn import Turn
from actions.wording import names, phrase
from knowledge.blocks import Citation
from knowledge.models import Entry, Policy, Service
from knowledge.office import Office
from knowledge.validity import validity_on
from knowledge.versions.in_force import current_document

_SAID = re.compile(
    "(?:[你您](?:们)?(?:刚才|刚刚)?(?:说|讲|答|这个)|刚才|上面|上一条|这个说法|这条|这个答复|这句话|以上)"
)
_BASIS = re.compile("依据|根据|出处|出自|来源|哪[一]?条|第几条|哪个文件|什么文件")
_ALONE = frozenset({"依据是哪条", "依据是什么", "哪条", "哪一条", "第几条", "是第几条"})


def recall(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Return the basis of the answer before, if the turn asks for it; else the turn."""
    asks = _BASIS.search(turn.text) and (_SAID.search(turn.text) or turn.text.strip("？?") in _ALONE)
    if not asks or turn.subjects or turn.chosen:
        return turn
    with context.office() as office:
        found = [basis for cited in memory.cited if (basis := _basis(office, *cited)) is not None]
        answer = Answer(turn.text, *names("provenance").values())
        if not found and _SAID.search(turn.text) and not turn.previous:
            answer.conclude(phrase("followup.no_answer"))
            answer.choose(standing("policies", "services", "handoff"))
            return Told(answer.reply("clarify"), missed=True)
        if not found:
            return turn
        for block, rows in found:
            answer.cite(*rows)
            answer.add(block)
        first = found[0][0]
        key = "basis.clause" if first.clause else "basis.document"
        answer.conclude(phrase(key, title=first.title or first.policy, clause=first.clause or ""))
        return Told(answer.reply("answered"))


def _basis(office: Office, name: str, clause: str, title: str) -> tuple[Citation, list[object]] | None:
    """Find the rows behind a citation again, by the names it showed."""
    policy = office.session.scalar(select(Policy).where(Policy.name == name, Policy.active))
    if policy is not None:
        # An answer for an earlier year was read in an earlier version: the title tells which.
        shown = next((row for row in policy.documents if row.title == title), None)
        document = shown or current_document(policy, office.today)
        row = next((row for row in document.clauses if row.path == clause), None)
        if row is not None:
            return citation(row, validity_on(row.document, office.today)), [policy, row.document, row]
    service = office.session.scalar(select(Service).where(Service.name == name, Service.active))
    if service is not None:
        return guide_citation(service), [service]
    entry = office.session.scalar(select(Entry).where(Entry.name == name, Entry.active))
    return (entry_citation(entry), [entry]) if entry is not None else None
