"""Document numbers: 渝两江管发〔2025〕7号 names the policy whose document bears it."""

from __future__ import annotations

from dataclasses import replace

from actions.context import Context
from actions.entities import FREE
from actions.memory import Memory
from actions.offers import ASPECT_OF
from actions.told import Told
from actions.turn import FALLBACK, Turn
from actions.wording import phrase
from knowledge.answers.numbered import document_numbered
from knowledge.subjects import subject_id
from knowledge.versions.in_force import current_document

_NUMBER = "doc_number"
_SOURCE = "policy_source"


def bind(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Return the turn with the policy of the document number that it gives, or with a name that nothing bears."""
    number = next((entity.value for entity in turn.entities if entity.kind == _NUMBER and not entity.negated), "")
    if not number or turn.subjects or turn.chosen:
        return turn
    with context.office() as office:
        turn = _asked(turn)
        document = document_numbered(office, number)
        if document is None:
            return replace(turn, subjects=(f"{FREE}{number}",))
        present = current_document(document.policy, office.today)
        preface = turn.preface
        if present is not document:
            older = phrase("numbered.other_version", number=document.number, title=document.title, now=present.title)
            preface = (*preface, older)
        return replace(turn, subjects=(subject_id(document.policy),), preface=preface)


def _asked(turn: Turn) -> Turn:
    """A number of a document is a matter of the office, whatever the bot makes of the words beside it."""
    if turn.intent not in ("oos", FALLBACK):
        return turn
    intent = next((name for name, _ in turn.ranking if name.startswith("policy_") and name in ASPECT_OF), _SOURCE)
    return replace(turn, intent=intent, ranking=((intent, 1.0),))
