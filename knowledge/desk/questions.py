"""What we could not answer: turns grouped by meaning, what staff did about a group, and whether that helped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from knowledge.desk.grouping import Meanings
from knowledge.desk.teaching import key_of
from knowledge.models.lab import OpenQuestion
from knowledge.office import Office
from knowledge.unanswered import Unanswered, unanswered

WINDOW = timedelta(days=90)
_MOST = 20000


@dataclass(frozen=True)
class Said:
    """One wording of a question, how often it was said, and a receipt of it (or none)."""

    text: str
    times: int
    receipt: str


@dataclass(frozen=True)
class Group:
    """Questions that mean the same: `text` stands for them; `again` is how often they came after staff acted."""

    key: str
    text: str
    said: tuple[Said, ...]
    times: int
    first: datetime
    last: datetime
    why: Mapping[str, int]
    intents: Mapping[str, int]
    question: OpenQuestion | None = None
    again: int = 0

    @property
    def status(self) -> str:
        """What was done about it: open, sentence, clause, question, not_ours."""
        return self.question.status if self.question is not None else "open"


@dataclass(frozen=True)
class Overview:
    """All groups, those asked most often first; `missing` wordings have no vector yet and stand alone."""

    groups: tuple[Group, ...]
    missing: int
    turns: int


@dataclass
class _Wording:
    turns: list[Unanswered] = field(default_factory=list)


def overview(office: Office, meanings: Meanings, patience: float) -> Overview:
    """Group what was not answered in the last 90 days; groups that staff took up keep what joined them."""
    turns = unanswered(office.session, office.now - WINDOW, _MOST)
    wordings: dict[str, _Wording] = {}
    for turn in turns:
        wordings.setdefault(key_of(turn.text), _Wording()).turns.append(turn)
    taken = list(office.session.scalars(select(OpenQuestion).order_by(OpenQuestion.id)))
    led = {question.key: question for question in taken}
    # Those that staff took up lead, then what was said most often: so groups stay what they are from day to day.
    rest = sorted((key for key in wordings if key not in led), key=lambda key: (-len(wordings[key].turns), key))
    keys = [*led, *rest]
    texts = [led[key].text if key in led else wordings[key].turns[0].text for key in keys]
    found, missing = meanings.groups(texts, patience)
    groups = [_group([keys[place] for place in places], wordings, led) for places in found]
    shown = sorted((group for group in groups if group is not None), key=lambda group: (-group.times, group.key))
    return Overview(tuple(shown), missing, len(turns))


def _group(keys: Sequence[str], wordings: Mapping[str, _Wording], led: Mapping[str, OpenQuestion]) -> Group | None:
    question = led.get(keys[0])
    turns = [turn for key in keys if key in wordings for turn in wordings[key].turns]
    if not turns and question is None:
        return None
    said = [_said(wordings[key].turns) for key in keys if key in wordings]
    moments = [turn.at for turn in turns]
    again = 0
    if question is not None:
        again = sum(turn.at > question.at for turn in turns)
        moments += [question.first_asked, question.last_asked]
    return Group(
        key=keys[0],
        text=question.text if question is not None else turns[0].text,
        said=tuple(sorted(said, key=lambda one: -one.times)),
        times=max(len(turns), question.times if question is not None else 0),
        first=min(moments),
        last=max(moments),
        why=Counter(turn.why for turn in turns),
        intents=dict(Counter(turn.intent for turn in turns if turn.intent).most_common(3)),
        question=question,
        again=again,
    )


def _said(turns: Sequence[Unanswered]) -> Said:
    return Said(turns[0].text, len(turns), next((turn.receipt for turn in turns if turn.receipt), "") or "")


def take_up(office: Office, by: int, group: Group, status: str, reference: str = "") -> OpenQuestion:
    """Note what is done about a group; from then on it is replayed until it is answered."""
    row = office.session.scalar(select(OpenQuestion).where(OpenQuestion.key == group.key))
    if row is None:
        row = OpenQuestion(key=group.key, text=group.text, first_asked=group.first, by_id=by, at=office.now)
        office.session.add(row)
    row.status, row.reference, row.by_id, row.at = status, reference[:120], by, office.now
    row.times, row.last_asked, row.first_asked = group.times, group.last, min(row.first_asked, group.first)
    row.replay, row.replayed_at, row.fixed_at = {}, None, None
    office.session.flush()
    return row


def to_replay(office: Office) -> list[OpenQuestion]:
    """Return the questions that are to be asked again: those that something was done about, not replayed since."""
    wanted = OpenQuestion.status.in_(("sentence", "clause", "question")), OpenQuestion.replayed_at.is_(None)
    return list(office.session.scalars(select(OpenQuestion).where(*wanted).order_by(OpenQuestion.id)))


def want_replay(office: Office, question: OpenQuestion | None = None) -> None:
    """Ask again, one question or all of them (after a release, or when something was published)."""
    rows = [question] if question is not None else office.session.scalars(select(OpenQuestion)).all()
    for row in rows:
        row.replayed_at = None
    office.session.flush()


def replayed(office: Office, question: OpenQuestion, status: str, shown: str, model: str) -> None:
    """Keep how the question was answered when it was asked again; the first time that it was answered is the fix."""
    told: dict[str, Any] = {"status": status, "shown": shown[:2000], "model": model}
    question.replay, question.replayed_at = told, office.now
    if status == "answered":
        question.fixed_at = question.fixed_at or office.now
    else:
        question.fixed_at = None
    office.session.flush()
