"""Replies about the office as a whole: lists, and the fixed ones of the wording."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from actions.answer import Answer
from actions.english import speakable
from actions.offers import ask, standing
from actions.turn import Turn
from actions.wording import in_english, names, phrase, wording
from knowledge.blocks import Reply
from knowledge.models import Policy, Service
from knowledge.office import Office
from knowledge.subjects import find_subject, is_example, policies_of, services_of, subject_id, visible

# Which kind of ticket an intent opens.
TICKETS = {"handoff": "handoff", "complaint": "complaint", "appeal": "appeal", "suggest": "correction"}
_MOST = 8
_HOME = frozenset({"两江新区", "重庆"})
_MOST_POLICIES = 16
# The office's own first, then the city's.
_NEAREST = ("两江新区", "区县", "市级", "国家")


def fixed(intent: str, turn: Turn) -> Reply:
    """Return a reply that needs no look-up; intents without one of their own get `unclear`."""
    section: dict[str, Any] = wording()["fixed"]
    key = _dialogue_key(turn.text) if intent == "dialog_ctrl" else intent
    if intent == "meta" and _dialogue_key(turn.text) == "thanks":
        key = "thanks"
    if intent == "oos" and _of_elsewhere(turn):
        key = "elsewhere"
    entry = section.get(key, section["unclear"])
    answer = Answer(turn.text, *names("office").values())
    answer.conclude(entry["conclusion"])
    answer.points([point.format(hotline=names("office")["hotline"]) for point in entry.get("points", [])])
    answer.choose(standing(*entry.get("next", [])))
    return answer.reply(entry["status"])


def _of_elsewhere(turn: Turn) -> bool:
    """Whether something is asked of another city or province; its weather is no matter of any office."""
    areas = {entity.value for entity in turn.entities if entity.kind == "area" and not entity.negated}
    return bool(areas - _HOME) and not areas & _HOME and any(entity.kind != "area" for entity in turn.entities)


def begins_anew(turn: Turn) -> bool:
    """Tell whether the applicant wants to begin again."""
    return turn.intent == "dialog_ctrl" and _dialogue_key(turn.text) == "reset"


def _dialogue_key(text: str) -> str:
    for key, words in wording()["dialog_words"].items():
        if any(word in text.lower() for word in words):
            return str(key)
    return "dialog_ctrl"


def list_policies(office: Office, turn: Turn) -> Reply:
    """List the policies that can be asked about."""
    rows = [
        p for p in office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id)) if visible(office, p)
    ]
    rows = [row for row in rows if f"policy:{row.code}" not in turn.excluded]
    rows = sorted(rows, key=lambda row: (is_example(row), _NEAREST.index(row.level)))[:_MOST_POLICIES]
    if in_english():
        rows = [row for row in speakable(office, rows) if isinstance(row, Policy)]
    answer = Answer(turn.text, *names("office").values())
    if not rows:
        answer.conclude(phrase("list.none", hotline=names("office")["hotline"]))
        answer.choose(standing("handoff"))
        return answer.reply("not_found")
    answer.cite(*rows)
    answer.conclude(phrase("list.policies"))
    answer.points([row.summary for row in rows])
    if any(map(is_example, rows)):
        answer.notice("example", phrase("notices.example"))
    answer.choose([(row.name, ask("overview", f"policy:{row.code}")) for row in rows])
    return answer.reply("answered")


def related(office: Office, turn: Turn) -> Reply:
    """List what belongs to the named subject; without one say how to find it."""
    for name in turn.subjects:
        subject = find_subject(office, name)
        if subject is None:
            continue
        rows: list[Policy | Service] = [*policies_of(office, subject), *services_of(office, subject)]
        rows = [row for row in rows if subject_id(row) not in turn.excluded]
        if not rows:
            continue
        answer = Answer(turn.text)
        answer.cite(subject, *rows)
        answer.conclude(phrase("list.related", name=subject.name))
        answer.points([row.summary for row in rows[:_MOST]])
        if any(is_example(row) for row in rows):
            answer.notice("example", phrase("notices.example"))
        answer.choose([(row.name, ask("overview", subject_id(row))) for row in rows[:_MOST]])
        return answer.reply("answered")
    return fixed("policy_recommend", turn)
