"""Which things a question sets side by side: names in the order of the text, classes of one policy, cards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy import select

from actions.entities import CLASS, FREE, Entity
from actions.turn import Turn
from knowledge.answers.comparing import Side, entry_side, policy_side, service_side
from knowledge.answers.schemes import classes_of
from knowledge.models import Entry, Policy, Service, Topic
from knowledge.office import Office
from knowledge.subjects import Subject, default_service, find_subject, policies_of, visible

_LETTER = re.compile(r"(?<![A-Za-z])([A-F])(?=[类卡和跟与、及,，]|$)")
_CARD = re.compile(r"[A-F] ?卡")
_BETWEEN = re.compile("和|跟|与|同|、|还是|比|对比|vs|VS|，|,")
# As many letters in a row must a stretch of the text share with a name that nothing else told of.
_SHARED = 5
_MOST = 4


@dataclass(frozen=True)
class Sides:
    """What is to be compared, and the names of what the office has no record of."""

    sides: tuple[Side, ...]
    unrecorded: tuple[str, ...] = ()


def letters_of(turn: Turn) -> tuple[str, ...]:
    """Return the classes that a text names, in its order."""
    said = [match[1] for match in _LETTER.finditer(turn.text)]
    found = [entity.letter for entity in turn.entities if entity.kind == CLASS and not entity.negated]
    return tuple(dict.fromkeys([*said, *found]))


def sides_of(office: Office, turn: Turn) -> Sides:
    """Return the things that a turn compares; a class alone belongs to the policy that is talked about."""
    letters = letters_of(turn)
    unit = "卡" if _CARD.search(turn.text) else "类"
    scheme = _scheme(office, turn, letters) if letters else None
    subjects = _subjects(office, turn)
    if scheme is not None and len(letters) > 1:
        others = [row for row in subjects if row is not scheme and not _belongs(office, row, scheme)]
        sides = [policy_side(office, scheme, letter, unit) for letter in letters[:_MOST]]
        return Sides(tuple([*sides, *(side for row in others if (side := _side(office, row)))][:_MOST]))
    sides = []
    for subject in subjects:
        of_class = len(letters) == 1 and isinstance(subject, Policy) and letters[0] in classes_of(subject, office.today)
        side = policy_side(office, subject, letters[0]) if of_class and isinstance(subject, Policy) else None
        side = side or _side(office, subject)
        if side is not None and side.subject not in {other.subject for other in sides}:
            sides.append(side)
    if len(sides) < 2:
        sides += [side for side in _by_words(office, turn) if side.subject not in {one.subject for one in sides}]
    unrecorded = tuple(name.removeprefix(FREE) for name in turn.subjects if name.startswith(FREE))
    return Sides(tuple(sides[:_MOST]), unrecorded)


def _subjects(office: Office, turn: Turn) -> list[Subject]:
    placed = sorted(_named(turn), key=lambda entity: entity.start)
    identifiers = dict.fromkeys([*(entity.value for entity in placed), *turn.subjects])
    found = [subject for name in identifiers if (subject := find_subject(office, name)) is not None]
    # A topic beside one of its own (英才卡A卡和B卡) says nothing more.
    return [row for row in found if not (isinstance(row, Topic) and _has_one_of(row, found))]


def _named(turn: Turn) -> list[Entity]:
    return [entity for entity in turn.entities if entity.is_subject and not entity.negated and entity.start >= 0]


def _has_one_of(topic: Topic, found: list[Subject]) -> bool:
    return any(
        (isinstance(row, Service) and row.code in topic.services)
        or (isinstance(row, Policy) and row.code in topic.policies)
        for row in found
    )


def _scheme(office: Office, turn: Turn, letters: tuple[str, ...]) -> Policy | None:
    """The policy whose classes are meant: the one bound to them, named beside them, or talked about before."""
    bound = [entity.scheme for entity in turn.entities if entity.kind == CLASS and entity.scheme]
    for name in (turn.scheme, *bound, *turn.subjects, turn.previous):
        subject = find_subject(office, name) if name else None
        if subject is None:
            continue
        for policy in policies_of(office, subject):
            if set(letters) & set(classes_of(policy, office.today)):
                return policy
    return None


def _belongs(office: Office, subject: Subject, scheme: Policy) -> bool:
    return scheme in policies_of(office, subject)


def _side(office: Office, subject: Subject) -> Side | None:
    match subject:
        case Policy():
            return policy_side(office, subject)
        case Service():
            return service_side(office, subject)
        case Entry():
            return entry_side(subject)
        case Topic():
            policies = policies_of(office, subject)
            service = default_service(office, subject)
            if len(policies) == 1:
                return policy_side(office, policies[0])
            return service_side(office, service) if service is not None else None
    return None


def _by_words(office: Office, turn: Turn) -> list[Side]:
    """Policies whose names share a long stretch with a part of the text that no name covers."""
    covered = {place for entity in _named(turn) for place in range(entity.start, entity.end)}
    rest = "".join("，" if place in covered else letter for place, letter in enumerate(turn.text))
    policies = [
        row for row in office.session.scalars(select(Policy).where(Policy.active).order_by(Policy.id))
        if visible(office, row)
    ]  # fmt: skip
    found = []
    for stretch in _BETWEEN.split(rest):
        best = max(policies, key=lambda policy: _shared(stretch, policy), default=None)
        if best is not None and _shared(stretch, best) >= _SHARED:
            found.append(policy_side(office, best))
    return found


def _shared(stretch: str, policy: Policy) -> int:
    names = (policy.name, *policy.aliases)
    return max(SequenceMatcher(None, stretch, name, autojunk=False).find_longest_match().size for name in names)
