"""The next turn of a check: a value to be confirmed, the next question, or the result."""

from __future__ import annotations

from actions import fits
from actions.answer import Answer
from actions.check_change import tell_changes
from actions.check_question import ask_field, ask_unsure, noted
from actions.check_reading import fields_of, kept, programme_for, said
from actions.check_state import CheckState
from actions.offers import standing
from actions.render_check import render_result, result_of
from actions.render_policy import validity_words
from actions.told import Told
from actions.turn import Turn
from actions.wording import phrase
from knowledge.eligibility.estimate import needed_field
from knowledge.eligibility.programme import Programme, programme_of
from knowledge.eligibility.questions import next_field
from knowledge.eligibility.reading import Reading, says_monthly
from knowledge.eligibility.values import Value
from knowledge.eligibility.verdict import judge
from knowledge.office import Office


def begun(
    office: Office, turn: Turn, code: str, mode: str = "check", wanted: str = "", before: CheckState | None = None
) -> Told:
    """Begin a check of a programme with what the sentence tells already, or was told before it was chosen."""
    programme = programme_of(office, code)
    if programme is None:
        return gone(turn)
    reading = said(turn, fields_of(programme))
    own = fields_of(programme)
    values = {field: value for field, value in (before.known if before else {}).items() if field in own}
    unsure = {field: value for field, value in (before.unsure if before else {}).items() if field in own}
    values, unsure = {**values, **reading.values}, {**unsure, **reading.unsure}
    state = CheckState(mode, code, wanted=wanted, priced=mode == "amount").told(values)  # type: ignore[arg-type]
    return advanced(office, turn, state.change(unsure=unsure), values, begins=True)


def taken(office: Office, turn: Turn, state: CheckState, reading: Reading) -> Told:
    """Go on with what was read."""
    if reading.skipped and state.asked:
        return advanced(office, turn, skipped(state))
    asked = "" if state.asked in reading.values or reading.unsure else state.asked
    state = state.told(reading.values).change(asked=asked, unsure=reading.unsure or state.unsure, strayed=0)
    return advanced(office, turn, state, reading.values)


def skipped(state: CheckState) -> CheckState:
    """Return the state with the open question left out."""
    return state.change(skipped=(*state.skipped, state.asked), asked="", strayed=0)


def advanced(
    office: Office,
    turn: Turn,
    state: CheckState,
    values: dict[str, Value] | None = None,
    *,
    begins: bool = False,
    same: bool = False,
) -> Told:
    """Return the next question or the result; `values` were just told, `same` asks the open question once more."""
    programme = programme_for(office, state)
    if programme is None:
        return gone(turn)
    answer = Answer(turn.text)
    if not state.unsure and not same:
        state = state.change(asked=_next(office, programme, state))
    if not state.waits:
        return fits.listed(office, turn, state) if state.mode == "fits" else _result(office, turn, programme, state)
    if begins and programme.validity is not None and programme.validity.warns:
        answer.cite(programme.name)
        label = validity_words(programme.validity)
        answer.conclude(phrase("policy.validity_now", name=programme.name, validity=label))
    put_question(answer, programme, state, turn)
    noted(answer, programme, values or {})
    if begins:
        answer.say(phrase("check.begin") if state.mode != "fits" else fits.opening(state.code))
        answer.say(phrase("check.begin_how"))
    subject = programme.subjects[0] if programme.subjects else ""
    return Told(answer.reply("clarify"), subject, check=kept(office, state))


def put_question(answer: Answer, programme: Programme, state: CheckState, turn: Turn) -> None:
    """Add the open question."""
    if state.unsure:
        ask_unsure(answer, programme, state, monthly=says_monthly(turn.text))
    else:
        ask_field(answer, programme, state)


def gone(turn: Turn) -> Told:
    """Say that there is nothing to check any more."""
    answer = Answer(turn.text)
    answer.conclude(phrase("check.nothing_kept"))
    answer.choose(standing("policies", "services"))
    return Told(answer.reply("clarify"), check={})


def _next(office: Office, programme: Programme, state: CheckState) -> str:
    if state.mode == "fits":
        return fits.next_question(office, state)
    classes_only = state.mode != "check" and bool(programme.classes)
    field = next_field(programme, state.known, state.skipped, classes_only=classes_only)
    if field or not state.priced:
        return field
    verdict = judge(programme, state.known)
    needed = needed_field(programme, [one.code for one in verdict.chosen], state.known)
    return "" if needed in state.skipped else needed


def _result(office: Office, turn: Turn, programme: Programme, state: CheckState) -> Told:
    answer = Answer(turn.text)
    result = result_of(programme, state)
    render_result(answer, result)
    tell_changes(answer, programme, state, result)
    reply = answer.reply("answered")
    return Told(reply, programme.subjects[0], "condition", check=kept(office, state.change(before={}, strayed=0)))
