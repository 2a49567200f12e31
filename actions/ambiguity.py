"""Bare ambiguous words (英才, 公寓, A类): settled by the sentence or the topic before, else asked back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from actions.again import asked_of
from actions.answer import Answer
from actions.as_of import as_of_turn
from actions.context import Context
from actions.entities import FREE, Entity
from actions.memory import Memory
from actions.offers import ASPECT_OF, ask, standing
from actions.render_record import entry_citation
from actions.render_versions import tell_only_now
from actions.told import Told
from actions.turn import FALLBACK, Turn
from actions.wording import names, phrase
from knowledge.answers.content_words import names_nothing
from knowledge.answers.entries import entry_on
from knowledge.answers.findings import EntryFinding
from knowledge.answers.related import are_related, speaks_for
from knowledge.blocks import Reply
from knowledge.models import Entry, Topic
from knowledge.office import Office
from knowledge.subjects import Subject, find_subject, is_example, policies_of, services_of, subject_id, visible

# A word for the office's own area: it counts only where the answer depends on its borders.
TERRITORY = "两江新区"
TERRITORY_RECORD = "entry:quhua-tiaozheng"
_BORDERS = re.compile("算不算|算.{0,4}吗|是不是|属不属于|属于|归.{0,6}管|划(?:给|到|进|入)|包不包括|包括|范围|在不在")
_SETTLES = frozenset({"policy", "service", "topic", "subject", "fund", "platform", "term", "organisation", "window"})
# Intents whose answer depends on what a bare word means; who complains or says yes is not asked for it.
_MEANS_A_SUBJECT = frozenset(
    {*ASPECT_OF, FALLBACK, "appt_book", "appt_slots", "service_list", "policy_recommend", "policy_compare",
     "eligibility_check", "category_identify"}
) - {"policy_stack"}  # fmt: skip
_LISTS = frozenset({"policy_overview", "service_list", "policy_recommend"})
_ENUMERATES = re.compile("哪些|都有什么|有什么|有啥|哪几")
_MOST = 8


@dataclass(frozen=True)
class _Meaning:
    """What a bare word may mean; without a subject the office has no record of it."""

    id: str
    name: str
    subject: Subject | None = None


def settle(context: Context, turn: Turn, memory: Memory) -> Turn | Told:
    """Return the turn with a meaning for its ambiguous words, or a question back."""
    with context.office() as office:
        # A figure of the area is no question for its borders, but a name of the record on them is.
        if (turn.intent != "news_fact" or TERRITORY_RECORD in turn.subjects) and _asks_for_borders(turn):
            return _borders(office, turn)
        if turn.intent not in _MEANS_A_SUBJECT:
            return turn
        turn = _without(turn, TERRITORY)
        for word in turn.ambiguous:
            told = _one(office, turn, word)
            if isinstance(told, Told):
                return told
            turn = told
    return turn


def _one(office: Office, turn: Turn, word: Entity) -> Turn | Told:
    candidates = [meaning for name in word.candidates if (meaning := _meaning_of(office, name)) is not None]
    known = [meaning.subject for meaning in candidates if meaning.subject is not None]
    if turn.intent == "policy_compare" and len(known) == 1 and subject_id(known[0]) not in turn.subjects:
        # Beside something else to compare with, a word means what the office has a record of.
        return _meaning(turn, word, subject_id(known[0]))
    if _named_otherwise(turn, word):
        return _without(turn, word.value)
    if not candidates:
        return _without(turn, word.value)
    if known and _enumerates(turn, word):
        return Told(_listed(office, turn, _field(office, word.value) or known), aspect="overview")
    if len(candidates) == 1:
        return _meaning(turn, word, candidates[0].id)
    previous = find_subject(office, turn.previous) if turn.previous else None
    if previous is not None and (
        speaks_for(previous, word.value) or any(are_related(previous, each) for each in known)
    ):
        return _meaning(turn, word, turn.previous)
    return _ask(turn, word, candidates)


def _field(office: Office, word: str) -> Sequence[Subject]:
    """The topic that bears the word as one of its names: it lists more than the meanings that are asked back."""
    topics = office.session.scalars(select(Topic).where(Topic.active).order_by(Topic.id))
    return [topic for topic in topics if word in (topic.name, *topic.aliases) and visible(office, topic)][:1]


def _named_otherwise(turn: Turn, word: Entity) -> bool:
    """Whether another name of the sentence tells what is meant (鸿雁计划的补贴)."""
    return any(
        other is not word and other.kind in _SETTLES and not other.negated and other.value not in word.candidates
        for other in turn.entities
    ) or any(name in word.candidates for name in turn.subjects)


def _enumerates(turn: Turn, word: Entity) -> bool:
    """Whether a list answers (有哪些补贴): under an intent that lists, or when nothing else is said."""
    if _ENUMERATES.search(turn.text) is None:
        return False
    return turn.intent in _LISTS or names_nothing(turn.text.replace(word.text or word.value, ""))


def _meaning(turn: Turn, word: Entity, subject: str) -> Turn:
    turn = _without(turn, word.value)
    return replace(turn, subjects=(*turn.subjects, subject), spans=(*turn.spans, (word.start, word.end)))


def _without(turn: Turn, word: str) -> Turn:
    return replace(turn, entities=tuple(e for e in turn.entities if e.kind != "ambiguous" or e.value != word))


def _meaning_of(office: Office, name: str) -> _Meaning | None:
    subject = find_subject(office, name)
    if subject is not None:
        return _Meaning(name, subject.name, subject)
    return _Meaning(name, name.removeprefix(FREE)) if name.startswith(FREE) else None


def _ask(turn: Turn, word: Entity, candidates: list[_Meaning]) -> Told:
    answer = Answer(turn.text, word.value, *(meaning.name for meaning in candidates))
    answer.conclude(phrase("ask.ambiguous", word=word.value))
    options = [(meaning.name, asked_of(turn, meaning.id, meaning.name, word)) for meaning in candidates[:_MOST]]
    answer.choose([*options, *standing("none_of_these")])
    return Told(answer.reply("clarify"))


def _listed(office: Office, turn: Turn, candidates: Sequence[Subject]) -> Reply:
    """An enumerable question gets a list: what belongs to the meanings, each with one line."""
    rows: dict[str, Subject] = {}
    for candidate in candidates:
        belonging: list[Subject] = [*services_of(office, candidate), *policies_of(office, candidate)]
        for row in belonging or [candidate]:
            if subject_id(row) not in turn.excluded:
                rows.setdefault(subject_id(row), row)
    shown = list(rows.values())[:_MOST]
    answer = Answer(turn.text)
    answer.cite(*shown)
    answer.conclude(phrase("list.several"))
    answer.points([getattr(row, "summary", "") or row.name for row in shown])
    if any(map(is_example, shown)):
        answer.notice("example", phrase("notices.example"))
    answer.choose([(row.name, ask("overview", subject_id(row))) for row in shown])
    return answer.reply("answered")


def _asks_for_borders(turn: Turn) -> bool:
    named = any(e.value == TERRITORY for e in turn.ambiguous) or TERRITORY in turn.text or "两江" in turn.text
    placed = any(entity.kind == "place" for entity in turn.entities) or "哪里" in turn.text
    placed = placed or TERRITORY_RECORD in turn.subjects
    return named and placed and _BORDERS.search(turn.text) is not None


def _borders(office: Office, turn: Turn) -> Told:
    """What counts as 两江新区 is told by the record on the change of districts; a person confirms the single case."""
    entry = find_subject(office, TERRITORY_RECORD)
    as_of = as_of_turn(office, turn, "term")
    if isinstance(entry, Entry):
        entry = entry_on(office, entry, as_of.last if as_of is not None else office.today)
    answer = Answer(turn.text, *names("office").values())
    if not isinstance(entry, Entry):
        answer.conclude(phrase("nothing.found"))
        answer.choose(standing("handoff"))
        return Told(answer.reply("not_found"))
    answer.cite(entry, *names("provenance").values())
    answer.conclude(entry.summary)
    answer.points(list(entry.points))
    answer.say(phrase("ask.territory"))
    if as_of is not None:
        tell_only_now(answer, EntryFinding(entry), as_of)
    answer.add(entry_citation(entry))
    answer.choose(standing("handoff", "policies"))
    return Told(answer.reply("answered"), TERRITORY_RECORD, "term")
