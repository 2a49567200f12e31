"""Every condition with its result, its clause and what is to be said of it, as a table."""

from __future__ import annotations

from actions.answer import Answer
from actions.check_words import gaps_words
from actions.wording import date_words, listed, names, phrase
from knowledge.blocks import Comparison
from knowledge.eligibility.expressions import Atom, Some, evaluate, reasons_in, tests_in
from knowledge.eligibility.fields import fields
from knowledge.eligibility.gaps import gaps
from knowledge.eligibility.programme import Criterion, Programme
from knowledge.eligibility.truth import Truth
from knowledge.eligibility.verdict import Known, Verdict


def table(answer: Answer, programme: Programme, verdict: Verdict, known: Known, *, base_only: bool = False) -> None:
    """Add the conditions for all and, unless only those are wanted, those of the classes that count."""
    words = names("table")
    rows = [_row(programme, criterion, truth, known) for criterion, truth in verdict.results]
    for result in () if base_only else verdict.classes:
        if verdict.chosen and result.talent_class not in verdict.chosen:
            continue
        for criterion, truth in result.results:
            text = phrase("table.class", name=result.talent_class.name, text=criterion.text)
            rows.append(_row(programme, criterion, truth, known, text))
    if not rows:
        return
    cite_criteria(answer, programme.every())
    answer.cite(*(cell for row in rows for cell in row[3:]))
    columns = (words["condition"], words["result"], words["basis"], words["detail"])
    answer.add(Comparison(title=words["title"], columns=columns, rows=tuple(rows)))


def cite_criteria(answer: Answer, criteria: tuple[Criterion, ...]) -> None:
    """Take the conditions and their clauses as evidence, and the names of the facts, which some sentences quote."""
    answer.cite(*(field.label for field in fields().values()))
    for criterion in criteria:
        answer.cite(criterion.text, criterion.way, *criterion.evidence)
        if criterion.clause is not None:
            answer.cite(criterion.clause)
        answer.cite(*reasons_in(criterion.expression))


def basis_of(programme: Programme, criterion: Criterion) -> str:
    """Name the basis of a condition: its clause, or the record."""
    if criterion.clause is not None:
        return criterion.clause.path
    entry = programme.entry
    return phrase("table.record", source=entry.source, day=date_words(entry.as_of)) if entry and entry.as_of else ""


def detail(programme: Programme, criterion: Criterion, truth: Truth, known: Known) -> str:
    """Say what is missing, what is not known, or why a person decides."""
    if truth == Truth.NO:
        return criterion.way or gaps_words(gaps(criterion.expression, known))
    if truth == Truth.PERSON:
        return _reason(criterion, known)
    if truth == Truth.UNKNOWN:
        missing = [programme.fields[field].label for field in criterion.fields if field not in known]
        return phrase("table.needs", labels=listed(missing)) if missing else names("table")["range"]
    return ""


def _row(
    programme: Programme, criterion: Criterion, truth: Truth, known: Known, text: str = ""
) -> tuple[str, str, str, str]:
    result = names("table")[truth.value]
    return text or criterion.text, result, basis_of(programme, criterion), detail(programme, criterion, truth, known)


def _reason(criterion: Criterion, known: Known) -> str:
    if evaluate(criterion.expression, known) == Truth.NO:
        return names("table")["reason_as_rule"]
    if any(atom.boundary and _at_border(atom, known) for atom in tests_in(criterion.expression)):
        return names("table")["reason_border"]
    return listed(dict.fromkeys(_open_reasons(criterion, known)))


def _at_border(atom: Atom, known: Known) -> bool:
    return atom.field.code in known and evaluate(atom, known) == Truth.PERSON


def _open_reasons(criterion: Criterion, known: Known) -> list[str]:
    """The reasons of those alternatives that the facts leave open."""
    expression = criterion.expression
    parts = expression.parts if isinstance(expression, Some) else (expression,)
    live = [part for part in parts if evaluate(part, known) == Truth.PERSON]
    return [reason for part in live for reason in reasons_in(part)]
