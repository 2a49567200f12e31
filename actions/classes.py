"""Talent classes: one without a scheme is asked for it, one that no scheme has is put right."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.again import asked_of
from actions.answer import Answer
from actions.context import Context
from actions.memory import Memory
from actions.offers import ASPECT_OF, standing
from actions.render_policy import render_policy
from actions.sides import letters_of
from actions.told import Told
from actions.turn import Turn
from actions.wording import listed, phrase
from knowledge.answers.policies import clause_finding
from knowledge.answers.schemes import classes_of, clause_on_cards, schemes_with
from knowledge.models import Policy
from knowledge.office import Office
from knowledge.subjects import find_subject, policies_of, subject_id

_CARD = re.compile("(?<![A-Za-z])([A-Za-z]) ?卡")
# What depends on the scheme of a class; a word explained or a visit booked does not.
_DEPENDS = frozenset({"amount", "condition", "payout", "benefit", "detail", "overview", "stacking"})
_ASKS = frozenset({"category_identify", "policy_recommend", "eligibility_check", "policy_compare"})


def bind(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Return the turn with the scheme of its class, a correction, or a question back."""
    card = _CARD.search(turn.text)
    if not (turn.talent_class or card):
        return turn
    with context.office() as office:
        if card:
            return _no_such_card(office, turn, card[1].upper()) or turn
        policy = _scheme(office, turn)
        if policy is not None:
            return _in_scheme(turn, policy, classes_of(policy, office.today))
        if turn.subjects or not (ASPECT_OF.get(turn.intent) in _DEPENDS or turn.intent in _ASKS):
            return turn
        return _ask(office, turn)


def _no_such_card(office: Office, turn: Turn, letter: str) -> Told | None:
    """C卡: there is none, and the clause that says so is shown."""
    found = clause_on_cards(office)
    if found is None or letter in classes_of(found[0], office.today):
        return None
    policy, clause = found
    answer = Answer(turn.text, letter)
    answer.conclude(phrase("classes.no_card", letter=letter))
    render_policy(answer, clause_finding(office, policy, clause), office.today)
    return Told(answer.reply("answered"), answer.subject, "overview")


def _scheme(office: Office, turn: Turn) -> Policy | None:
    """The policy of the class: bound by the bot, the one named beside it, or the one talked about before."""
    for name in (turn.scheme, *turn.subjects, *(() if turn.subjects else (turn.previous,))):
        subject = find_subject(office, name) if name else None
        if isinstance(subject, Policy) and classes_of(subject, office.today):
            return subject
        policies = policies_of(office, subject) if subject is not None else []
        with_classes = [row for row in policies if classes_of(row, office.today)]
        if len(with_classes) == 1:
            return with_classes[0]
    return None


def _in_scheme(turn: Turn, policy: Policy, known: tuple[str, ...]) -> Turn:
    """Bind the class to its scheme; a class that the scheme does not have is told at once."""
    name = subject_id(policy)
    fields = [subject for subject in turn.subjects if not subject.startswith("topic:")]
    # A field beside a class (外国人A类) means the policy that has the class.
    subjects = tuple(fields) or ((name,) if turn.subjects else (turn.previous or name,))
    if turn.talent_class in known:
        return replace(turn, scheme=name, subjects=subjects)
    told = phrase("classes.none", name=policy.name, letter=turn.talent_class, known=listed(known))
    return replace(turn, scheme=name, subjects=subjects, talent_class="", preface=(*turn.preface, told))


def _ask(office: Office, turn: Turn) -> Turn | Told:
    schemes = schemes_with(office, turn.talent_class)
    answer = Answer(turn.text, turn.talent_class)
    if not schemes:
        answer.conclude(phrase("classes.unknown", letter=turn.talent_class))
        answer.choose(standing("policies", "handoff"))
        return Told(answer.reply("clarify"))
    answer.cite(*schemes)
    answer.conclude(phrase("ask.talent_class", letter=turn.talent_class))
    if turn.intent == "policy_compare" and len(letters_of(turn)) < 2:
        # One class of one scheme has nothing to be compared with: what it is worth is meant.
        turn = replace(turn, intent="policy_amount")
    options = [(row.name, asked_of(turn, subject_id(row), row.name)) for row in schemes]
    answer.choose(options)
    return Told(answer.reply("clarify"), aspect=ASPECT_OF.get(turn.intent, ""))
