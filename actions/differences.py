"""新旧版本有什么变化: two versions of a text, with amounts, conditions and deadlines called out."""

from __future__ import annotations

import re

from sqlalchemy import select

from actions.again import asked_of
from actions.answer import Answer
from actions.context import Context
from actions.memory import Memory
from actions.offers import ask, standing
from actions.render_policy import CONCLUSION_LENGTH, citation
from actions.sides import letters_of
from actions.told import Told
from actions.turn import FALLBACK, Turn
from actions.wording import date_words, listed, money, names, phrase
from knowledge.models import Document, Policy
from knowledge.office import Office
from knowledge.subjects import find_subject, policies_of, subject_id, visible
from knowledge.validity import validity_on
from knowledge.versions.difference import Callout, ClauseChange, Difference, difference_of
from knowledge.versions.in_force import begins_on, current_document, document_on, version_before, versions_of
from language.dates.as_of import parse_as_of

_ASKS = re.compile(
    "新旧|新版|旧版|(?:两|前后)个?版|老版|上一版|改了(?:啥|什么|哪)|变了(?:啥|什么|哪)|调整了(?:啥|什么|哪)|修订了"
    "|(?:以前|之前|原来|过去|旧的|老的|[0-9]年的?).{0,8}(?:相?比|有(?:什么|啥)?(?:不同|区别|变化)|不一样)"
    "|有(?:什么|啥|哪些|没有)?(?:变化|变动|改动|修改|调整)"
)
_INTENTS = frozenset({"policy_compare", "policy_validity", "policy_detail", "policy_overview", "policy_source"})
_UNSURE = frozenset({FALLBACK, "oos", "eligibility_revise", "suggest", "policy_amount", "policy_condition"})
_MOST = 8
_MOST_CITED = 3


def tell(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Tell what changed from one version to the next, if the turn asks for it; else the turn."""
    if (turn.chosen and not turn.text) or not _ASKS.search(turn.text) or turn.intent not in _INTENTS | _UNSURE:
        return turn
    if len(turn.subjects) > 1 or len(letters_of(turn)) > 1:
        return turn
    with context.office() as office:
        policies = _policies(office, turn)
        if len(policies) == 1:
            return _told(office, turn, policies[0])
        if turn.intent not in _INTENTS or turn.subjects:
            return turn
        return _which(office, turn)


def _policies(office: Office, turn: Turn) -> list[Policy]:
    named = turn.subjects[0] if turn.subjects else turn.previous
    subject = find_subject(office, named) if named else None
    found = policies_of(office, subject) if subject is not None else []
    several = [policy for policy in found if len(versions_of(policy)) > 1]
    return several if len(several) == 1 else found


def _which(office: Office, turn: Turn) -> Told:
    rows = office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id))
    policies = [row for row in rows if visible(office, row) and len(versions_of(row)) > 1]
    answer = Answer(turn.text)
    answer.cite(*policies)
    answer.conclude(phrase("difference.which") if policies else phrase("nothing.found"))
    answer.choose(
        [*((row.name, asked_of(turn, subject_id(row), row.name)) for row in policies[:_MOST]), *standing("handoff")]
    )
    return Told(answer.reply("clarify" if policies else "not_found"))


def _told(office: Office, turn: Turn, policy: Policy) -> Told:
    answer = Answer(turn.text, *names("provenance").values(), *names("office").values())
    answer.cite(policy)
    answer.subject = subject_id(policy)
    after = current_document(policy, office.today)
    before = _older(office, turn, policy, after)
    if before is None:
        answer.cite(after)
        answer.conclude(phrase("difference.only_one", name=policy.name))
        answer.points([phrase("difference.held", title=after.title)])
        answer.say(phrase("nothing.hotline", hotline=names("office")["hotline"]))
        answer.choose([(names("aspects")["validity"], ask("validity", answer.subject)), *standing("handoff")])
        return Told(answer.reply("not_found"), answer.subject)
    difference = difference_of(before, after)
    for document in (before, after):
        answer.cite(document, *document.clauses, *document.benefits, *document.conditions)
    answer.conclude(_conclusion(policy, difference))
    answer.points([_version(before), _version(after)], phrase("difference.versions"))
    answer.points([_line(callout) for callout in difference.callouts][:_MOST], phrase("difference.main"))
    answer.points(_clauses(difference), phrase("difference.clauses"))
    _basis(answer, office, difference)
    answer.choose([(names("aspects")[key], ask(key, answer.subject)) for key in ("amount", "condition", "validity")])
    return Told(answer.reply("answered"), answer.subject, "overview")


def _older(office: Office, turn: Turn, policy: Policy, after: Document) -> Document | None:
    """The version of the days that are named beside the present, else the one before the present."""
    as_of = parse_as_of(turn.text, office.today, beside_now=True)
    named = document_on(policy, as_of.last) if as_of is not None else None
    return named if named is not None and named is not after else version_before(policy, after)


def _conclusion(policy: Policy, difference: Difference) -> str:
    if not difference.changes:
        return phrase("difference.none", name=policy.name)
    points = dict.fromkeys(callout.point for callout in difference.callouts)
    if not points:
        return phrase("difference.words_only", name=policy.name)
    told = phrase("difference.changed", name=policy.name, points=listed(names("points")[point] for point in points))
    return told if len(told) <= CONCLUSION_LENGTH else phrase("difference.changed_short")


def _version(document: Document) -> str:
    begins = begins_on(document)
    if begins is None:
        return document.title
    return phrase("difference.version", title=document.title, day=date_words(begins))


def _line(callout: Callout) -> str:
    before = _side(callout.before_amount, callout.before, callout.unit)
    after = _side(callout.after_amount, callout.after, callout.unit)
    name = callout.name or names("points")[callout.point]
    if before and after:
        return phrase("difference.from_to", name=name, before=before, after=after)
    return phrase("difference.new" if after else "difference.gone", name=name, words=after or before)


def _side(amount: int | None, words: str, unit: str) -> str:
    if amount is None:
        return words
    return f"{money(amount)}{unit.removeprefix('元')}"


def _clauses(difference: Difference) -> list[str]:
    lines = []
    for kind in ("changed", "added", "removed"):
        found = [_called(change) for change in difference.changes if change.kind == kind]
        if found:
            lines.append(phrase("difference.list", kind=names("changes")[kind], clauses=listed(found)))
    return lines


def _called(change: ClauseChange) -> str:
    if change.heading and change.heading != change.path:
        return phrase("difference.clause", path=change.path, heading=change.heading)
    return change.path


def _basis(answer: Answer, office: Office, difference: Difference) -> None:
    first = sorted(difference.changes, key=lambda change: not change.callouts)[:_MOST_CITED]
    for document in (difference.after, difference.before):
        validity = validity_on(document, office.today)
        if document.provenance == "illustrative":
            answer.notice("example", phrase("notices.example"))
        if document.provenance == "reported":
            answer.notice("hint", phrase("notices.reported"))
        for change in first:
            clause = change.after if document is difference.after else change.before
            if clause is not None:
                answer.add(citation(clause, validity))
