"""Applicants from 港澳台 are never sent to services for foreigners, nor foreigners to those for residents."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.answer import Answer
from actions.context import Context
from actions.memory import Memory
from actions.offers import standing
from actions.render_record import entry_citation
from actions.told import Told
from actions.turn import FALLBACK, Turn
from actions.wording import names, phrase
from knowledge.answers.origins import (
    RESIDENCE,
    RESIDENCE_CARD,
    asks_for_id_card,
    foreign_subjects,
    only_for_foreigners,
    only_for_residents,
)
from knowledge.models import Entry
from knowledge.office import Office
from knowledge.subjects import find_subject

HOME, ABROAD = "港澳台", "外国"
_HOME = re.compile("港澳台|(?:香港|澳门|台湾)(?:的?(?:居民|同胞|人|籍|来的?|户籍|身份|学生|专家|人才|朋友))|台胞|港人")
_PAPERS = re.compile("办证|什么证|证件|居住证|身份证明|签证|签注")
_OPEN = frozenset({"oos", FALLBACK, "service_howto", "service_material", "service_location", "policy_condition"})
_FOR_FOREIGNERS = re.compile("工作许可|外国人|外籍|居留许可|居留证|永居|永久居留|就业证")


def direct(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Return the turn, or a correction where the applicant would be sent to what is not for him."""
    origin = origin_of(turn) or memory.origin
    if origin not in (HOME, ABROAD) or turn.intent in ("handoff", "complaint", "appeal", "suggest"):
        return turn
    with context.office() as office:
        if origin == HOME:
            if _asks_for_foreigners(office, turn):
                return _told(office, turn, RESIDENCE_CARD, "origin.home")
            return replace(turn, excluded=(*turn.excluded, *foreign_subjects(office)))
        meant = [found for name in turn.subjects if (found := find_subject(office, name)) is not None]
        if any(only_for_residents(office, subject) for subject in meant):
            return _told(office, turn, RESIDENCE, "origin.abroad")
        if any(asks_for_id_card(office, subject) for subject in meant):
            return replace(turn, preface=(*turn.preface, phrase("origin.id_card")))
    return turn


def origin_of(turn: Turn) -> str:
    """Return the applicant's origin as the turn tells it; nothing, or several, tell none."""
    told = {entity.value for entity in turn.entities if entity.kind == "origin" and not entity.negated}
    if not told and _HOME.search(turn.text):
        told = {HOME}
    # Who is called a foreigner beside (香港人要办外国人工作许可吗) is no second applicant.
    return HOME if HOME in told else next(iter(told), "")


def _asks_for_foreigners(office: Office, turn: Turn) -> bool:
    meant = [found for name in turn.subjects if (found := find_subject(office, name)) is not None]
    if any(only_for_foreigners(office, subject) for subject in meant):
        return True
    previous = find_subject(office, turn.previous) if turn.previous and not meant else None
    if previous is not None and only_for_foreigners(office, previous):
        return True
    if meant:
        return False
    return bool(_FOR_FOREIGNERS.search(turn.text) or (turn.intent in _OPEN and _PAPERS.search(turn.text)))


def _told(office: Office, turn: Turn, record: str, key: str) -> Told:
    answer = Answer(turn.text, *names("provenance").values())
    answer.conclude(phrase(key))
    entry = find_subject(office, record)
    if isinstance(entry, Entry):
        answer.cite(entry)
        answer.points([entry.summary, *entry.points])
        answer.notice("hint", phrase("notices.reported"))
        answer.add(entry_citation(entry))
    answer.choose(standing("services", "handoff"))
    return Told(answer.reply("answered"), record, "term")
