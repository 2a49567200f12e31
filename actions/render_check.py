"""The result of a check as blocks: the conclusion, each condition, what may be expected, the basis, next steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.answer import Answer
from actions.check_money import tell_money, told_estimates
from actions.check_question import button
from actions.check_state import CheckState
from actions.check_table import cite_criteria, detail, table
from actions.check_words import fact_words, gaps_words
from actions.offers import ask, standing
from actions.render_policy import CONCLUSION_LENGTH, citation, conclude, notice_validity
from actions.render_record import entry_citation
from actions.wording import listed, names, phrase
from knowledge.blocks import Payload
from knowledge.eligibility.estimate import needed_field
from knowledge.eligibility.expressions import evaluate
from knowledge.eligibility.gaps import Gap, gaps, unmet
from knowledge.eligibility.programme import Criterion, Programme
from knowledge.eligibility.questions import foregone
from knowledge.eligibility.truth import Truth, disjunction
from knowledge.eligibility.verdict import Verdict, judge

_MOST_CITED = 4
_MOST_MISSING = 3


@dataclass(frozen=True)
class Result:
    """A programme, what is known, and what follows."""

    programme: Programme
    state: CheckState
    verdict: Verdict

    @property
    def truth(self) -> Truth:
        """The verdict as it was asked for: of the whole, or of the class alone."""
        if self.state.mode not in ("class", "amount") or not self.verdict.classes:
            return self.verdict.truth
        return disjunction(result.truth for result in self.verdict.classes)

    @property
    def classes(self) -> str:
        """The names of the classes that the applicant is in."""
        return listed(one.name for one in self.verdict.chosen)

    @property
    def codes(self) -> list[str]:
        """The codes of these classes."""
        return [one.code for one in self.verdict.chosen]


def result_of(programme: Programme, state: CheckState) -> Result:
    """Judge what is known."""
    return Result(programme, state, replace(judge(programme, state.known), truth=foregone(programme, state.known)))


def render_result(answer: Answer, result: Result) -> None:
    """Add the result, with its basis and next steps."""
    programme, state = result.programme, result.state
    answer.subject = programme.subjects[0]
    answer.cite(programme.name, *(one.name for one in programme.classes), *programme.notes)
    facts = fact_words(programme.fields, state.known)
    answer.cite(*facts)
    cite_criteria(answer, programme.every())
    _conclude(answer, result)
    _contradiction(answer, result)
    answer.points([phrase("check.told", facts=listed(facts))] if facts else [])
    tell_money(answer, programme, result.codes, state.known)
    if state.mode == "amount" and programme.criteria:
        answer.say(phrase("result.still"))
    table(answer, programme, result.verdict, state.known)
    _ways(answer, result)
    _further(answer, result)
    basis(answer, programme)
    answer.choose(_next(result))


def basis(answer: Answer, programme: Programme, only: Sequence[Criterion] = (), *, titled: bool = False) -> None:
    """Add notices, and the clauses or the record that the conditions (all, or only some) stand in.

    `titled` names the document in the notice of its validity, where several documents stand in one reply.
    """
    document = programme.document
    if document is None and programme.entry is not None:
        answer.cite(programme.entry, *names("provenance").values())
        answer.add(entry_citation(programme.entry))
        return
    if document is None or programme.validity is None:
        return
    answer.cite(document, document.policy, *names("provenance").values())
    if programme.is_example:
        answer.notice("example", phrase("notices.example"))
    if document.provenance == "reported":
        answer.notice("hint", phrase("notices.reported"))
    notice_validity(answer, document, programme.validity, titled=titled)
    paid = [] if only else [payment.benefit.clause for payment in programme.payments]
    clauses = [criterion.clause for criterion in only or programme.every() if criterion.clause is not None]
    shown = {clause.path: clause for clause in [*clauses, *paid]}
    for clause in list(shown.values())[:_MOST_CITED]:
        answer.cite(clause)
        answer.add(citation(clause, programme.validity))


def _conclude(answer: Answer, result: Result) -> None:
    sentence = conclusion(result)
    conclude(answer, sentence, result.programme.validity)


def conclusion(result: Result) -> str:
    """Return the verdict in a sentence of at most sixty characters."""
    what = result.programme.name
    estimates = told_estimates(result.programme, result.codes, result.state.known)
    if result.truth == Truth.YES and result.state.mode == "amount" and estimates:
        return estimates[0].sentence(what)
    if result.truth == Truth.YES:
        if not result.verdict.chosen:
            return phrase("verdict.met", what=what)
        whole = result.state.mode == "check" and result.programme.criteria
        key = "verdict.met_class" if whole else "verdict.class_only"
        return phrase(key, what=what, classes=result.classes)
    if result.truth == Truth.UNKNOWN:
        key = "verdict.unknown" if result.programme.criteria else "verdict.class_unknown"
        return _fitting(phrase(key, what=what, missing=listed(missing_labels(result))), "unknown_many", what)
    if result.truth == Truth.PERSON:
        return _fitting(phrase("verdict.person", what=what, reason=_reason(result)), "person_plain", what)
    words = gaps_words(barring(result))
    sentence = phrase("verdict.unmet", what=what, gap=words) if words else ""
    return _fitting(sentence, "unmet_plain", what)


def barring(result: Result) -> tuple[Gap, ...]:
    """Return what bars: of the conditions for all, then of the nearest class."""
    known = result.state.known
    return tuple(gap for criterion in unmet(result.verdict, known) for gap in gaps(criterion.expression, known))


def missing_labels(result: Result) -> list[str]:
    """Return the names of the fields that are not known and would tell more."""
    fields = [
        field
        for criterion in result.verdict.of(Truth.UNKNOWN)
        for field in criterion.fields
        if field not in result.state.known
    ]
    return [result.programme.fields[field].label for field in dict.fromkeys(fields)][:_MOST_MISSING]


def _fitting(sentence: str, otherwise: str, what: str) -> str:
    if sentence and len(sentence) <= CONCLUSION_LENGTH:
        return sentence
    return {
        "unknown_many": phrase("verdict.unknown_many", what=what),
        "person_plain": phrase("verdict.person_plain", what=what),
        "unmet_plain": phrase("verdict.unmet_plain", what=what),
    }[otherwise]


def _reason(result: Result) -> str:
    """Why a person decides, by the first such condition."""
    known = result.state.known
    for criterion in result.verdict.of(Truth.PERSON):
        if evaluate(criterion.expression, known) == Truth.NO:
            return phrase("verdict.as_rule", label=result.programme.fields[criterion.fields[0]].label)
        return detail(result.programme, criterion, Truth.PERSON, known)
    return ""


def _contradiction(answer: Answer, result: Result) -> None:
    """A class that the applicant named and the figures do not bear is pointed out."""
    wanted = next((row for row in result.verdict.classes if row.talent_class.code == result.state.wanted), None)
    if wanted is None or wanted.truth == Truth.YES or wanted.truth == Truth.UNKNOWN:
        return
    said = wanted.talent_class.name
    if wanted.truth == Truth.PERSON:
        answer.notice("important", phrase("result.contradicts_open", said=said))
    elif result.classes:
        answer.notice("important", phrase("result.contradicts", said=said, found=result.classes))
    else:
        answer.notice("important", phrase("result.contradicts_none", said=said))


def _ways(answer: Answer, result: Result) -> None:
    if result.truth == Truth.NO:
        ways = [gaps_words((gap,)) for gap in barring(result)]
        answer.points(ways, phrase("result.ways"))


def _further(answer: Answer, result: Result) -> None:
    """What to bring, what the text does not say, who decides."""
    programme = result.programme
    counted = [*programme.criteria, *(part for one in result.verdict.chosen for part in one.criteria)]
    evidence = list(dict.fromkeys(paper for criterion in counted for paper in criterion.evidence))
    lines = [phrase("result.evidence", names=listed(evidence))] if evidence and result.truth != Truth.NO else []
    lines += programme.notes
    owner = programme.document.policy.owner if programme.document is not None else ""
    if owner and result.truth == Truth.PERSON:
        answer.cite(owner)
        lines.append(phrase("result.who", owner=owner))
    answer.points(lines, phrase("result.also") if lines else "")


def _next(result: Result) -> list[tuple[str, Payload]]:
    programme, state = result.programme, result.state
    options: list[tuple[str, Payload]] = []
    if result.truth == Truth.NO:
        options.append((phrase("check.why"), Payload(intent="eligibility_why")))
    if result.truth == Truth.PERSON:
        options += standing("handoff")
    if result.codes and needed_field(programme, result.codes, state.known) and not state.priced:
        options.append((phrase("check.estimate"), button("estimate")))
    subject = programme.subjects[0]
    if subject.startswith("service:"):
        options.append((names("aspects")["material"], ask("material", subject)))
        options.append((phrase("choices.book"), Payload(intent="appt_book", entities={"subject": subject})))
    else:
        options.append((names("aspects")["condition"], ask("condition", subject)))
    return [*options[:_MOST_MISSING], (phrase("check.delete"), button("delete"))]
