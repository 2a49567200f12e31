"""Benefits together: what the rules state, in their words, with the clause; where nothing is stated, that."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import Answer
from actions.context import Context
from actions.memory import Memory
from actions.offers import ask, standing
from actions.render_policy import CONCLUSION_LENGTH, citation
from actions.told import Told
from actions.turn import FALLBACK, Turn
from actions.wording import listed, names, phrase, wording
from knowledge.answers.stacking import Stacking, StackingRule, asks_which_counts, stacking_of
from knowledge.models import Clause
from knowledge.office import Office
from knowledge.subjects import subject_id
from knowledge.validity import validity_on


def tell(office: Office, turn: Turn) -> Told | None:
    """Tell which of the named benefits go together; None if the turn names nothing and nothing was talked about."""
    found = stacking_of(office, turn.wanted, turn.subjects, turn.previous)
    answer = Answer(turn.text, *names("provenance").values(), *names("office").values())
    if found.choices:
        answer.conclude(phrase("stacking.which"))
        for policy in found.choices:
            answer.cite(policy)
        answer.choose([(policy.name, ask("stacking", subject_id(policy))) for policy in found.choices])
        return Told(answer.reply("clarify"), aspect="stacking")
    if found.rules:
        return _told(answer, turn, found)
    if not found.names:
        return None
    return _untold(answer, office, turn, found)


def settle(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """同时符合两类按哪个算 says so in its words, however unsure the bot is that it is about benefits together."""
    first = next((name for name, _ in turn.ranking if name != FALLBACK), "")
    if turn.chosen or first != "policy_stack" or not asks_which_counts(turn.text):
        return turn
    return replace(turn, intent=first, ranking=((first, 1.0),))


def _told(answer: Answer, turn: Turn, found: Stacking) -> Told:
    first = found.rules[0]
    sentences = [_sentence(answer, rule) for rule in found.rules]
    conclusion = sentences[0] if len(found.names) > 1 or len(sentences) == 1 else ""
    conclusion = _named(conclusion, first) if conclusion else phrase("stacking.of_one", name=found.names[0])
    answer.cite(*found.names)
    if first.validity.warns:
        label = names("validities")[first.validity.label]
        warned = phrase("policy.prefixed", validity=label, conclusion=conclusion)
        conclusion = warned if len(warned) <= CONCLUSION_LENGTH else conclusion
    answer.conclude(conclusion)
    told = [
        _named(f"{sentence}{rule.rule.note}", rule, long=True)
        for sentence, rule in zip(sentences, found.rules, strict=True)
    ]
    answer.points([line for line in told if line != conclusion])
    answer.say(phrase("stacking.only_stated"))
    shown = {rule.clause.id: rule for rule in found.rules}
    for rule in shown.values():
        _cite(answer, rule.clause, rule)
    answer.choose(standing("handoff", "policies"))
    return Told(answer.reply("answered"), _subject(turn), "stacking")


def _untold(answer: Answer, office: Office, turn: Turn, found: Stacking) -> Told:
    answer.cite(*found.names)
    answer.conclude(
        phrase("stacking.none", names=listed(found.names))
        if len(found.names) > 1
        else phrase("stacking.none_of_one", name=found.names[0])
    )
    answer.points([clause.conclusion or clause.text for clause in found.clauses], phrase("stacking.own"))
    answer.say(phrase("nothing.hotline", hotline=names("office")["hotline"]))
    for clause in found.clauses:
        validity = validity_on(clause.document, office.today)
        answer.cite(clause, clause.document, clause.document.policy)
        answer.add(citation(clause, validity))
        if clause.document.provenance == "illustrative":
            answer.notice("example", phrase("notices.example"))
    answer.choose(standing("handoff", "policies"))
    return Told(answer.reply("not_found"), _subject(turn), "stacking")


def _named(sentence: str, rule: StackingRule, *, long: bool = False) -> str:
    """Say whose rule it is: of one measure, not of all."""
    named = phrase("compare.point", name=rule.document.policy.name, words=sentence)
    return named if long or len(named) <= CONCLUSION_LENGTH else sentence


def _sentence(answer: Answer, rule: StackingRule) -> str:
    answer.cite(rule.rule)
    section: dict[str, str] = wording()["stacking_rules"]
    return section[rule.rule.rule].format(one=rule.rule.one, other=rule.rule.other)


def _cite(answer: Answer, clause: Clause, rule: StackingRule) -> None:
    document = rule.document
    answer.cite(clause, document, document.policy)
    answer.add(citation(clause, rule.validity))
    if document.provenance == "illustrative":
        answer.notice("example", phrase("notices.example"))
    if document.provenance == "reported":
        answer.notice("hint", phrase("notices.reported"))


def _subject(turn: Turn) -> str:
    known = [name for name in turn.subjects if not name.startswith("name:")]
    return known[0] if len(known) == 1 else ""
