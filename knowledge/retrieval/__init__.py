"""Retrieval: which passage answers a question, by words, characters, meaning and the type of the question."""

from knowledge.retrieval.filters import Filter
from knowledge.retrieval.index import BELOW, Hit, Index, Retrieved
from knowledge.retrieval.passages import KINDS, Passage
from knowledge.retrieval.retriever import Retriever
from knowledge.retrieval.tokens import character_pairs

__all__ = ["BELOW", "KINDS", "Filter", "Hit", "Index", "Passage", "Retrieved", "Retriever", "character_pairs"]
