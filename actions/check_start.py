"""How a check begins: which programme is meant, a class of a scheme, an amount with figures, or all that may fit."""

from __future__ import annotations

import re

from actions.answer import Answer
from actions.check_question import button
from actions.check_reading import fields_of, kept, said, together
from actions.check_state import CheckState
from actions.check_turn import advanced, begun
from actions.offers import ask, standing
from actions.told import Told
from actions.turn import Turn
from actions.wording import phrase
from knowledge.eligibility.programme import Programme, Title, programme_of, programmes, titles
from knowledge.eligibility.values import Value
from knowledge.office import Office
from knowledge.subjects import Subject, find_subject, policies_of, services_of, subject_id

_MOST = 8
_EXAMPLE = "【示例】"
_EMPLOYER = re.compile(
    "我们(?:公司|企业|单位|厂|医院|学校|集团|研究院|研究所)|我司|本公司|本单位|敝司|我单位|我们是.{0,6}(?:公司|企业)|[hH][rR](?![a-zA-Z])|公司想|企业想|单位想|用人单位"
)
_TEAM = re.compile("团队|项目组|课题组|创业组")
# All programmes are read to tell a sum from an age: not for a question that holds no figure at all.
_FIGURE = re.compile(r"[\d零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾]")
# Which of all it is that I can get, in other words than of one policy.
_ALL = re.compile("哪些|什么|哪几|啥|哪个|哪一项|哪项|多少项")


def start(office: Office, turn: Turn) -> Told | None:
    """Begin the check that the turn wants; None where a list of what belongs to a named field answers better."""
    found = candidates(office, turn)
    if turn.intent in ("policy_recommend", "eligibility_check"):
        audience = audience_of(office, turn, found)
        if audience:
            return fits_begun(office, turn, audience)
    if turn.intent == "policy_recommend" and (len(found) != 1 or turn.subjects[0].startswith("topic:")):
        return None
    subject = _subject(office, turn)
    if turn.intent in ("category_identify", "eligibility_check") and not found and subject is not None:
        return _no_rules(office, turn, subject)
    if turn.intent == "category_identify":
        found = [one for one in found or programmes(office, "person") if one.classes and one.is_scheme]
        return _one_or_ask(office, turn, found, "class", phrase("check.which_class"))
    if turn.intent == "eligibility_why" or (turn.intent == "eligibility_revise" and not found):
        return _which(office, turn, found or programmes(office, "person"), "check", phrase("check.none_before"))
    return _one_or_ask(office, turn, found or programmes(office, "person"), "check", phrase("check.which"))


def priced(office: Office, turn: Turn) -> Told | None:
    """Begin an estimate where a question for an amount brings figures of its own; else None."""
    if not _FIGURE.search(turn.text):
        return None
    for programme in candidates(office, turn):
        fields = fields_of(programme)
        money = {code: field for code, field in fields.items() if field.kind == "money"}
        reading = said(turn, money)
        if programme.audience == "person" and (reading.values or reading.unsure):
            return begun(office, turn, programme.code, "amount", turn.talent_class)
    return None


def fits_begun(office: Office, turn: Turn, audience: str, known: dict[str, Value] | None = None) -> Told:
    """Go through all programmes for an audience, beginning with what the sentence tells, or told before."""
    reading = said(turn, fields_of(together(office, audience)))
    values = {**(known or {}), **reading.values}
    state = CheckState("fits", audience, given=len(values)).told(values)
    return advanced(office, turn, state.change(unsure=reading.unsure), reading.values, begins=True)


def audience_of(office: Office, turn: Turn, found: list[Programme]) -> str:
    """Return for whom everything that fits is to be looked through: person, employer, team; empty for one programme."""
    named = [subject for name in turn.subjects if (subject := find_subject(office, name)) is not None]
    if _EMPLOYER.search(turn.text):
        return "employer"
    of_teams = {subject for one in programmes(office, "team") for subject in one.subjects}
    if any(subject_id(subject) in of_teams for subject in named) or (_TEAM.search(turn.text) and not named):
        return "team"
    if not named:
        return "person" if turn.intent == "policy_recommend" or _ALL.search(turn.text) else ""
    # 测一下我能领什么补贴 names a field of many, not one programme.
    field = all(subject_id(subject).startswith("topic:") for subject in named)
    return "person" if field and len(found) != 1 and _ALL.search(turn.text) else ""


def candidates(office: Office, turn: Turn) -> list[Programme]:
    """Return the programmes of what the turn names, or of what was talked about, or else of its family."""
    every = titles(office, "person")
    called = _built(office, [one for one in every if turn.text and one.name.removeprefix(_EXAMPLE) in turn.text])
    if called:
        return called
    subject = _subject(office, turn)
    if subject is None:
        return []
    own = subject_id(subject)
    # The first subject of a programme is what it is all about.
    first = [one for one in every if one.subjects[0] == own]
    near = [one for one in every if own in one.subjects]
    family: list[Subject] = [*services_of(office, subject), *policies_of(office, subject)]
    related = {own, *map(subject_id, family)}
    return (
        _built(office, first)
        or _built(office, near)
        or _built(office, [one for one in every if one.subjects[0] in related])
    )


def _built(office: Office, found: list[Title]) -> list[Programme]:
    """Read the rules of these; what may not be shown is left out."""
    built = (programme_of(office, one.code) for one in found)
    return [one for one in built if one is not None]


def _subject(office: Office, turn: Turn) -> Subject | None:
    names = turn.subjects or ((turn.previous,) if turn.previous else ())
    if turn.scheme and turn.scheme not in names:
        names = (turn.scheme, *names)
    return next((found for name in names if (found := find_subject(office, name)) is not None), None)


def _one_or_ask(office: Office, turn: Turn, found: list[Programme], mode: str, question: str) -> Told:
    if len(found) == 1:
        return begun(office, turn, found[0].code, mode, turn.talent_class)
    return _which(office, turn, found, mode, question)


def _which(office: Office, turn: Turn, found: list[Programme], mode: str, question: str) -> Told:
    answer = Answer(turn.text)
    answer.cite(*(one.name for one in found))
    answer.conclude(question)
    if turn.intent == "eligibility_why":
        answer.say(phrase("check.decided_elsewhere"))
    key = "class" if mode == "class" else "start"
    found = sorted(found, key=lambda one: one.is_example)[:_MOST]
    options = [(one.name, button(f"{key}={one.code}")) for one in found]
    if mode != "class":
        options.append((phrase("check.which_all"), button("fits=person")))
    answer.choose(options or standing("policies", "handoff"))
    # What was said already is not asked again after the choice.
    reading = said(turn, fields_of(together(office, "person")))
    state = CheckState("choose", "class" if mode == "class" else "check", unsure=reading.unsure).told(reading.values)
    return Told(answer.reply("clarify"), check=kept(office, state))


def picked(office: Office, turn: Turn, state: CheckState) -> Told | None:
    """The programme that was asked for is named in words, or all of them are meant; None if neither."""
    if _ALL.search(turn.text) and state.code == "check" and not turn.subjects:
        return fits_begun(office, turn, "person", state.known)
    every = [one for one in programmes(office, "person") if one.is_scheme or state.code == "check"]
    bare = turn.text.strip("。.！! 的")
    named = [one for one in every if bare and len(bare) > 1 and bare in one.name]
    found = named or (candidates(office, turn) if turn.only_names else [])
    return begun(office, turn, found[0].code, state.code, before=state) if len(found) == 1 else None


def _no_rules(office: Office, turn: Turn, subject: Subject) -> Told:
    answer = Answer(turn.text)
    answer.cite(subject)
    answer.conclude(phrase("check.no_rules", name=subject.name))
    answer.say(phrase("check.no_rules_more"))
    options = [(phrase("choices.condition"), ask("condition", subject_id(subject))), *standing("handoff")]
    answer.choose([*options, (phrase("check.which_all"), button("fits=person"))])
    return Told(answer.reply("not_found"), subject_id(subject), "condition")
