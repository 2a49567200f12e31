"""查办理进度: asks for the number, has a code sent to the registered telephone, tells the progress to who has it."""

from __future__ import annotations

import re

from actions.answer import Answer
from actions.context import Context
from actions.memory import Memory
from actions.offers import standing
from actions.told import Told
from actions.turn import Turn
from actions.wording import date_words, names, phrase
from knowledge.progress.asking import Progress, ask_code, awaits_code, has_cases, progress_by_code
from knowledge.progress.numbers import case_number, is_case_number, typed_code

_INTENT = "progress_query"
# A number alone, or with such a word, asks for its progress whatever the bot makes of it.
_ABOUT = re.compile("进度|办件|办到|办理|审核|受理|progress|case", re.IGNORECASE)


def tell(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Go on with the progress of an application when the turn asks for it or brings the code; else the turn.

    Without imported progress, or without a way to send codes, the turn goes its usual way: it says so.
    """
    number, code = case_number(turn.text), typed_code(turn.text)
    asks = turn.intent == _INTENT and not turn.parts
    if number is not None and not (asks or _ABOUT.search(turn.text) or is_case_number(turn.text.strip())):
        number = None
    if not (number or code or asks) or turn.intent.startswith("EXTERNAL") or not context.short_messages:
        return turn
    with context.office() as office:
        waits = code is not None and awaits_code(office, turn.conversation)
        if not has_cases(office):
            return turn
    if number is not None:
        with context.office(writes=True) as office:
            asked = ask_code(office, context.contact_key, turn.conversation, number)
        return _sent(turn) if asked == "sent" else _refused(phrase("progress.often"))
    if code is not None and waits:
        with context.office(writes=True) as office:
            found = progress_by_code(office, context.contact_key, turn.conversation, code)
        return _of(turn, found) if found is not None else _refused(phrase("progress.wrong"))
    return _number_please() if asks else turn


def _of(turn: Turn, found: Progress) -> Told:
    day = date_words(found.as_of)
    answer = Answer(turn.text, found.number, found.matter, found.status, found.note, day, *names("office").values())
    answer.conclude(phrase("progress.status", status=found.status))
    lines = [
        phrase("progress.matter", matter=found.matter),
        phrase("progress.number", number=found.number),
        phrase("progress.note", note=found.note) if found.note else "",
        phrase("progress.as_of", day=day),
    ]
    answer.points(lines)
    answer.choose(standing("handoff"))
    return Told(answer.reply("answered"))


def _sent(turn: Turn) -> Told:
    """The same words for a number of the office and for any other."""
    answer = Answer(turn.text, *names("office").values())
    answer.conclude(phrase("progress.sent"))
    answer.points([phrase("progress.reply_code"), phrase("progress.no_code", hotline=names("office")["hotline"])])
    answer.choose(standing("handoff"))
    return Told(answer.reply("clarify"))


def _refused(sentence: str) -> Told:
    answer = Answer(*names("office").values())
    answer.conclude(sentence)
    answer.say(phrase("progress.other_way", hotline=names("office")["hotline"]))
    answer.choose(standing("handoff"))
    return Told(answer.reply("not_found"))


def _number_please() -> Told:
    answer = Answer(*names("office").values())
    answer.conclude(phrase("progress.ask_number"))
    answer.say(phrase("progress.then"))
    answer.choose(standing("handoff"))
    return Told(answer.reply("clarify"))
