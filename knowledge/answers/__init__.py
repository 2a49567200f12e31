"""Answers: from a question (what is asked of which subject) to a finding with its rows; nothing here is worded."""

from knowledge.answers.find import find_answer
from knowledge.answers.findings import (
    Ambiguous,
    ApprovedFinding,
    EntryFinding,
    FactFinding,
    Finding,
    Missing,
    NoAspect,
    NothingFound,
    NoVersion,
    PlaceFinding,
    PolicyFinding,
    Question,
    ServiceFinding,
)
from knowledge.answers.of_subject import told_aspects

__all__ = [
    "Ambiguous", "ApprovedFinding",
    "EntryFinding",
    "FactFinding",
    "Finding",
    "Missing",
    "NoAspect",
    "NoVersion",
    "NothingFound",
    "PlaceFinding",
    "PolicyFinding",
    "Question",
    "ServiceFinding",
    "find_answer",
    "told_aspects",
]  # fmt: skip
