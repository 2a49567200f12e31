"""The question of a check as blocks: what is asked, and the answers to choose from; each can also be typed."""

from __future__ import annotations

from actions.answer import Answer
from actions.check_state import SLOT, CheckState
from actions.check_words import fact_words, span_words, value_words
from actions.wording import listed, phrase
from knowledge.blocks import Payload
from knowledge.eligibility.bands import bands
from knowledge.eligibility.fields import NUMBERS, Field
from knowledge.eligibility.programme import Programme
from knowledge.eligibility.values import MONTHS, Span, Value, dump_value

INTENT = "eligibility_check"
_MOST = 7


def button(value: str) -> Payload:
    """Return what a button of a check stands for."""
    return Payload(intent=INTENT, slot=SLOT, value=value)


def ask_field(answer: Answer, programme: Programme, state: CheckState) -> None:
    """Ask the open question."""
    field = programme.fields[state.asked]
    answer.cite(field.ask, *(option.label for option in field.options), *programme.hints.values())
    answer.conclude(phrase("check.question", ask=field.ask))
    hint = programme.hints.get(field.code, "")
    if hint:
        answer.say(hint)
    answer.choose([*_answers(programme, field, state), *_ways_out(field)])


def ask_unsure(answer: Answer, programme: Programme, state: CheckState, *, monthly: bool) -> None:
    """Ask whether an amount is meant that was only said in part: a month's pay, 四十 for 400,000."""
    code, value = next(iter(state.unsure.items()))
    words = value_words(programme.fields[code], value)
    answer.cite(words, str(MONTHS))
    monthly_words = phrase("check.confirm_monthly", months=MONTHS, value=words)
    answer.conclude(monthly_words if monthly else phrase("check.confirm_salary", value=words))
    answer.choose([(phrase("check.agree"), button("agree")), (phrase("check.deny"), button("deny"))])


def noted(answer: Answer, programme: Programme, values: dict[str, Value]) -> None:
    """Say back what was taken from a sentence, so that a mistake is seen."""
    facts = fact_words(programme.fields, values)
    if facts:
        answer.cite(*facts)
        answer.say(phrase("check.noted", facts=listed(facts)))


def _answers(programme: Programme, field: Field, state: CheckState) -> list[tuple[str, Payload]]:
    if field.kind in NUMBERS:
        return [
            (span_words(field.kind, span), _value(field, span)) for span in bands(programme, state.known, field.code)
        ]
    if field.kind == "yesno":
        return [(value_words(field, value), _value(field, value)) for value in (True, False)]
    return [(option.label, _value(field, option.value)) for option in field.options][:_MOST]


def _value(field: Field, value: Value) -> Payload:
    plain = dump_value(value)
    words = {True: "yes", False: "no"}.get(plain) if isinstance(plain, bool) else None
    if isinstance(plain, list):
        words = ",".join("" if part is None else str(int(part)) for part in plain)
    return button(f"{field.code}={words or plain}")


def read_button(field: Field, written: str) -> Value:
    """Read what `_value` wrote; raise ValueError for anything else."""
    if field.kind == "yesno":
        return {"yes": True, "no": False}[written]
    if field.kind not in NUMBERS:
        return written
    low, high, low_open, high_open = written.split(",")
    return Span(int(low) if low else None, int(high) if high else None, low_open == "1", high_open == "1")


def _ways_out(field: Field) -> list[tuple[str, Payload]]:
    skip = [] if any(option.rest for option in field.options) else [(phrase("check.skip"), button("skip"))]
    return [*skip, (phrase("check.leave"), button("leave"))]
