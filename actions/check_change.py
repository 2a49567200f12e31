"""After a result: what changes when one fact is another, and which condition is missing."""

from __future__ import annotations

from actions.answer import Answer
from actions.check_money import told_estimates
from actions.check_question import button
from actions.check_reading import fields_of, kept, named
from actions.check_state import CheckState
from actions.check_table import basis_of, cite_criteria, detail
from actions.check_words import fact_words, fen_words, value_words
from actions.offers import standing
from actions.render_check import Result, basis, result_of
from actions.told import Told
from actions.turn import Turn
from actions.wording import listed, names, phrase
from knowledge.blocks import Comparison
from knowledge.eligibility.fields import fields
from knowledge.eligibility.gaps import unmet
from knowledge.eligibility.programme import Criterion, Programme
from knowledge.eligibility.reading import Reading, read
from knowledge.eligibility.truth import Truth
from knowledge.eligibility.values import Value, dump_value, load_value
from knowledge.office import Office


def changed(state: CheckState, reading: Reading, programme: Programme) -> CheckState:
    """Return the state with other facts; what rests on a changed one is unknown again and is asked anew."""
    values = {**reading.values, **reading.unsure}
    follows = [code for code, field in programme.fields.items() if set(field.follows) & set(values) - {code}]
    stale = [code for code in follows if code not in values]
    before = {code: dump_value(value) for code, value in state.known.items()}
    state = state.without(*stale, *reading.unsure).told(reading.values)
    return state.change(wanted="", unsure=reading.unsure, before=state.before or before, asked="", strayed=0)


def reading_of(turn: Turn, programme: Programme) -> Reading:
    """Read facts of the programme in a turn after its result."""
    return read(turn.text, named(turn), fields_of(programme))


def field_named(turn: Turn, programme: Programme) -> str:
    """Return the field of the programme whose name stands in the text (把行业档次改一下), or an empty string."""
    return next((code for code, field in fields_of(programme).items() if field.label in turn.text), "")


def unused(office: Office, turn: Turn, state: CheckState, programme: Programme) -> Told | None:
    """Say that what was changed is none of the conditions; None if nothing was read at all."""
    other = read(turn.text, named(turn), fields())
    codes = [code for code in (*other.values, *other.unsure) if code not in fields_of(programme)]
    if not codes or not programme.subjects:
        return None
    answer = Answer(turn.text)
    label = fields()[codes[0]].label
    answer.cite(programme.name, label)
    answer.conclude(phrase("check.changed_nothing", label=label, name=programme.name))
    basis(answer, programme, programme.every()[:1])
    answer.choose([(phrase("check.again"), button(f"start={programme.code}")), *standing("handoff")])
    return Told(answer.reply("answered"), programme.subjects[0], check=kept(office, state))


def tell_changes(answer: Answer, programme: Programme, state: CheckState, result: Result) -> None:
    """Show what the changed facts changed: the facts, the verdict, the class, the estimate."""
    if not state.before:
        return
    before = {code: load_value(value) for code, value in state.before.items()}
    old = result_of(programme, state.change(known=before))
    words = names("table")
    rows = [
        (programme.fields[code].label, _value(programme, before, code), _value(programme, state.known, code))
        for code in dict.fromkeys([*before, *state.known])
        if before.get(code) != state.known.get(code)
    ]
    rows.append((words["verdict"], words[old.truth.value], words[result.truth.value]))
    if programme.classes:
        rows.append((words["class_of"], old.classes or words["none"], result.classes or words["none"]))
    amounts = tuple(_amount(programme, one) for one in (old, result))
    if any(amounts):
        rows.append((words["amount"], amounts[0] or words["many"], amounts[1] or words["many"]))
    answer.cite(*fact_words(programme.fields, before), *amounts)
    if old.truth == result.truth and old.classes == result.classes and amounts[0] == amounts[1]:
        answer.say(phrase("check.same"))
    answer.add(
        Comparison(title=words["changes"], columns=(words["what"], words["before"], words["now"]), rows=tuple(rows))
    )


def why(office: Office, turn: Turn, state: CheckState, programme: Programme) -> Told:
    """Tell which condition is missing, by how much, and the clause it stands in."""
    result = result_of(programme, state)
    answer = Answer(turn.text)
    answer.cite(programme.name, *fact_words(programme.fields, state.known))
    cite_criteria(answer, programme.every())
    for truth, key in ((Truth.NO, "why"), (Truth.PERSON, "why_person"), (Truth.UNKNOWN, "why_unknown")):
        if result.truth == truth:
            answer.conclude(
                {
                    "why": phrase("result.why"),
                    "why_person": phrase("result.why_person"),
                    "why_unknown": phrase("result.why_unknown"),
                }[key]
            )
            deciding = list(dict.fromkeys(unmet(result.verdict, state.known) or result.verdict.of(truth)))
            lines = _lines(programme, deciding, truth, state)
            answer.cite(*lines)
            answer.points(lines)
            break
    else:
        deciding = []
        answer.conclude(phrase("result.why_none"))
    basis(answer, programme, deciding)
    options = [(phrase("check.again"), button(f"start={programme.code}")), *standing("handoff")]
    answer.choose([*options, (phrase("check.delete"), button("delete"))])
    return Told(answer.reply("answered"), programme.subjects[0], check=kept(office, state))


def _lines(programme: Programme, rows: list[Criterion], truth: Truth, state: CheckState) -> list[str]:
    return [
        phrase(
            "result.line",
            text=row.text,
            detail=detail(programme, row, truth, state.known),
            basis=basis_of(programme, row),
        )
        for row in rows
    ]


def _value(programme: Programme, known: dict[str, Value], code: str) -> str:
    value = known.get(code)
    return names("table")["many"] if value is None else value_words(programme.fields[code], value)


def _amount(programme: Programme, result: Result) -> str:
    told = [
        one for one in told_estimates(programme, result.codes, result.state.known) if one.estimate.payment.talent_class
    ]
    return listed(fen_words(one.estimate.amount) for one in told)
