"""截止前提醒我, 取消提醒: a reminder before an application window closes is wished for, or no longer."""

from __future__ import annotations

import re

from actions.answer import Answer
from actions.application_windows import remind_payload, subject_of
from actions.context import Context
from actions.memory import Memory
from actions.offers import ask, standing
from actions.told import Told
from actions.turn import Turn
from actions.wording import date_words, listed, names, phrase
from knowledge.application_windows import WindowState, windows_of
from knowledge.blocks import Payload
from knowledge.office import Office
from knowledge.reminders import NoConversation, reminding_days, subscribe, unsubscribe
from knowledge.subjects import subject_id

_STOP = re.compile(
    "(?:不用|不要|不必|不需要|不想|别(?!忘)|取消|停止|停掉|关掉|关闭|退订).{0,6}提醒"
    "|提醒.{0,4}(?:取消|关掉|关了|停|退订)|不用.{0,4}通知我"
)
_WISH = re.compile(
    "提醒(?:我|一下|一声|下我)|(?:截止|到期|快到期?|快到了).{0,6}(?:提醒|通知我|告诉我|喊我|叫我|说一声)"
)
# Reminders of a visit are another matter.
_VISIT = re.compile("预约|约的|取号|到访|来访")


def wish(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Keep or cancel the wish to be reminded that a turn utters; else the turn."""
    if _VISIT.search(turn.text) or turn.intent.startswith("EXTERNAL"):
        return turn
    if _STOP.search(turn.text):
        with context.office(writes=True) as office:
            return _stopped(office, turn)
    if _WISH.search(turn.text):
        with context.office(writes=True) as office:
            return _wished(office, turn)
    return turn


def _wished(office: Office, turn: Turn) -> Told:
    subject = subject_of(office, turn)
    rows = [row for row in windows_of(office, subject) if row.reminds]
    answer = Answer(turn.text, *names("provenance").values(), *names("office").values())
    if subject is not None:
        answer.cite(subject)
        answer.subject = subject_id(subject)
    said = [row for row in rows if row.window.batch in turn.text]
    rows = said if len(said) == 1 else rows
    if not rows:
        none = phrase("reminders.no_day", name=subject.name) if subject is not None else phrase("reminders.no_days")
        answer.conclude(none)
        answer.say(phrase("nothing.hotline", hotline=names("office")["hotline"]))
        options = [(names("aspects")["condition"], ask("condition", answer.subject))] if answer.subject else []
        answer.choose([*options, *standing("handoff")])
        return Told(answer.reply("not_found"), answer.subject)
    if len(rows) > 1:
        return _which(answer, rows)
    return _kept(answer, office, turn, rows[0])


def _which(answer: Answer, rows: list[WindowState]) -> Told:
    answer.conclude(phrase("reminders.which"))
    for row in rows:
        answer.cite(row.policy, row.window)
    called = [phrase("windows.of_policy", policy=row.policy.name, batch=row.window.batch) for row in rows]
    answer.choose([(name, remind_payload(row)) for name, row in zip(called, rows, strict=True)])
    return Told(answer.reply("clarify"), answer.subject)


def _kept(answer: Answer, office: Office, turn: Turn, row: WindowState) -> Told:
    window = row.window
    answer.cite(row.policy, window)
    days = reminding_days(window.closes, office.today) if window.closes is not None else ()
    if not days or window.closes is None:
        answer.conclude(phrase("reminders.too_late", batch=window.batch))
        answer.choose(standing("handoff"))
        return Told(answer.reply("not_found"), answer.subject)
    try:
        new = subscribe(office, turn.conversation, window)
    except NoConversation:
        answer.conclude(phrase("reminders.not_here"))
        answer.choose(standing("handoff"))
        return Told(answer.reply("not_found"), answer.subject)
    answer.cite(*(date_words(day) for day in days))
    key = "reminders.kept" if new else "reminders.kept_before"
    answer.conclude(phrase(key, batch=window.batch, closes=date_words(window.closes)))
    answer.points(
        [
            phrase("reminders.days", days=listed(date_words(day) for day in days)),
            phrase("reminders.where"),
            phrase("reminders.changes"),
        ]
    )
    if window.provenance == "illustrative":
        answer.notice("example", phrase("notices.example"))
    answer.choose([(phrase("choices.no_reminder"), _stop_payload(row)), *standing("policies")])
    return Told(answer.reply("answered"), answer.subject or f"policy:{row.policy.code}", "apply_time")


def _stopped(office: Office, turn: Turn) -> Told:
    named = [row for row in windows_of(office, subject_of(office, turn)) if row.window.batch in turn.text]
    codes = frozenset(row.window.code for row in named) if named else None
    gone = unsubscribe(office, turn.conversation, codes)
    answer = Answer(turn.text)
    answer.cite(*gone)
    if gone:
        answer.conclude(phrase("reminders.canceled"))
        answer.points([window.batch for window in gone])
    else:
        answer.conclude(phrase("reminders.none"))
    answer.choose(standing("policies", "services"))
    return Told(answer.reply("answered"))


def _stop_payload(row: WindowState) -> Payload:
    return remind_payload(row).model_copy(update={"value": phrase("reminders.stop_of", batch=row.window.batch)})
