"""Which subjects belong together: a topic with its services and policies, a service with its policies."""

from __future__ import annotations

from knowledge.models import Policy, Service, Topic
from knowledge.subjects import Subject, subject_id

# Words for a part of almost every policy or service: with one of these in talk they mean its own.
_OF_THE_SUBJECT: dict[str, tuple[type, ...]] = {"补贴": (Policy, Service), "十条": ()}


def are_related(one: Subject, other: Subject) -> bool:
    """Tell whether two subjects are the same, or one belongs to the other."""
    return bool(_family(one) & {subject_id(other)}) or bool(_family(other) & {subject_id(one)})


def speaks_for(subject: Subject, word: str) -> bool:
    """Tell whether a bare word, said after this subject was talked about, means something of the subject's own."""
    return isinstance(subject, _OF_THE_SUBJECT.get(word, ()))


def _family(subject: Subject) -> set[str]:
    own = {subject_id(subject)}
    if isinstance(subject, Topic):
        own |= {f"service:{code}" for code in subject.services}
    if isinstance(subject, Topic | Service):
        own |= {f"policy:{code}" for code in subject.policies}
    return own
