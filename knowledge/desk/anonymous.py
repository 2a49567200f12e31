"""Figures that may be published: of a closed week, each of k or more, and no two that tell a smaller group apart.

A week is counted once, when it is closed, and kept: a figure that changed later would tell who was taken out.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from knowledge.desk.day_figures import bounds
from knowledge.desk.overview_groups import DIMENSIONS, group_of, topic_of
from knowledge.models import Conversation, PublishedWeek, Turn
from knowledge.office import Office
from knowledge.personal.periods import periods
from knowledge.rehearsal import is_rehearsal

K = 10
WEEKS = 12
_WEEK = timedelta(days=7)
# Cells of each dimension; who is in none of them is in the rest.
Cells = Mapping[str, Mapping[str, frozenset[str]]]


def publishable(whole: frozenset[str], cells: Cells, k: int = K) -> dict[str, dict[str, int]] | None:
    """Return the figures that may be told of a whole and of the parts of each dimension; None if not even the whole.

    The cells of a dimension are disjoint. Any two sets that can be had by adding cells of one dimension, and the whole,
    differ by nobody or by k or more; cells that break this are left out, the smallest first.
    """
    if len(whole) < k:
        return None
    place = {one: 1 << number for number, one in enumerate(sorted(whole))}
    bits = {
        dimension: {name: sum(place[one] for one in members) for name, members in parts.items()}
        for dimension, parts in cells.items()
    }
    told = {
        dimension: {name: mask for name, mask in parts.items() if mask.bit_count() >= k}
        for dimension, parts in bits.items()
    }
    everybody = sum(place.values())
    while (culprit := _culprit(everybody, told, k)) is not None:
        dimension, name = culprit
        del told[dimension][name]
    return {dimension: {name: mask.bit_count() for name, mask in parts.items()} for dimension, parts in told.items()}


def _culprit(everybody: int, told: Mapping[str, Mapping[str, int]], k: int) -> tuple[str, str] | None:
    """Return the smallest cell of a pair of sums that differ by fewer than k, or None if there is no such pair."""
    sums: dict[int, tuple[tuple[str, str], ...]] = {everybody: ()}
    for dimension, parts in told.items():
        for mask, names in _unions(parts):
            used = tuple((dimension, name) for name in names)
            for other, others in sums.items():
                if 0 < (mask ^ other).bit_count() < k:
                    return min((*used, *others), key=lambda cell: (told[cell[0]][cell[1]].bit_count(), cell))
            sums.setdefault(mask, used)
    return None


def _unions(parts: Mapping[str, int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for size in range(1, len(parts) + 1):
        for names in itertools.combinations(sorted(parts), size):
            yield sum(parts[name] for name in names), names


def keep_weeks(office: Office) -> int:
    """Count and keep the last closed week unless it is kept; return how many were. Older ones may have lost turns."""
    monday = office.today - timedelta(days=office.today.weekday()) - _WEEK
    # The nightly job deletes what is older than this: from then on the week cannot be counted whole any more.
    if office.today - monday > timedelta(days=periods()["conversation"]):
        return 0
    if office.session.get(PublishedWeek, monday) is not None:
        return 0
    office.session.add(PublishedWeek(monday=monday, figures=_week(office, monday), made_at=office.now))
    office.session.flush()
    return 1


def published(office: Office) -> list[PublishedWeek]:
    """Return the newest published weeks, the newest first."""
    query = select(PublishedWeek).order_by(PublishedWeek.monday.desc()).limit(WEEKS)
    return list(office.session.scalars(query))


def _week(office: Office, monday: date) -> dict[str, Any]:
    begin, end = bounds(monday, monday + _WEEK - timedelta(days=1))
    query = select(Turn.conversation_id, Turn.text, Turn.intent, Conversation.channel).join(Conversation)
    query = query.where(Turn.at >= begin, Turn.at < end, Turn.text != "").order_by(Turn.id)
    said: dict[str, list[str]] = {}
    topics: dict[str, Counter[str]] = {}
    channel_of: dict[str, str] = {}
    for conversation, text, intent, channel in office.session.execute(query):
        if not is_rehearsal(conversation):
            said.setdefault(conversation, []).append(text)
            topics.setdefault(conversation, Counter())[topic_of(intent)] += 1
            channel_of[conversation] = channel
    labels = {dimension: {one: group_of(dimension, texts) for one, texts in said.items()} for dimension in DIMENSIONS}
    labels |= {"topic": {one: counts.most_common(1)[0][0] for one, counts in topics.items()}, "channel": channel_of}
    cells = {dimension: _cells(of) for dimension, of in labels.items()}
    told = publishable(frozenset(said), cells)
    return {} if told is None else {"conversations": len(said), **told}


def _cells(label_of: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one, label in label_of.items():
        found.setdefault(label, set()).add(one)
    return {label: frozenset(members) for label, members in found.items()}
