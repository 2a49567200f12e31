"""The index follows the database without a restart, beside the answers, and reads only what changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select

import knowledge.retrieval.retriever as module
from knowledge.database import session_factory
from knowledge.models import Document, Entry, NewsFact, Policy
from knowledge.office import Office
from knowledge.retrieval import KINDS, Retriever, character_pairs
from language.embed import DIMENSIONS
from tests.conftest import NOW

ASKED = "石墨烯二维材料的诺贝尔奖得主"


class Embedder:
    """Counts what it is asked and gives the same vector for all."""

    def __init__(self) -> None:
        self.told_texts: list[str] = []

    def told(self, text: str) -> np.ndarray:
        self.told_texts.append(text)
        return np.full(DIMENSIONS, DIMENSIONS**-0.5, np.float32)

    def asked(self, text: str) -> np.ndarray:
        return self.told("")


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine)() as session:
        yield Office(session, NOW)


def subjects(retriever: Retriever, office: Office, text: str) -> list[str]:
    return [hit.passage.subject for hit in retriever.search(office, text, KINDS, 0.3).hits]


def change(engine: Engine, code: str, **values: Any) -> None:
    with session_factory(engine, writes=True)() as session:
        fact = session.scalars(select(NewsFact).where(NewsFact.code == code)).one()
        for key, value in values.items():
            setattr(fact, key, value)
        fact.updated_at = NOW + timedelta(hours=1)
        session.commit()


def test_a_fact_that_another_process_changed_is_found_without_a_restart(engine: Engine, office: Office) -> None:
    retriever = Retriever(character_pairs)
    assert subjects(retriever, office, "月球上的郁金香温室有几座") == []
    change(engine, "s026", statement="月球上的郁金香温室有三座。")
    office.session.rollback()
    retriever.settle(office)
    assert subjects(retriever, office, "月球上的郁金香温室有几座") == ["fact:s026"]


def test_a_policy_that_went_is_no_longer_found(engine: Engine, office: Office) -> None:
    retriever = Retriever(character_pairs)
    question = "引进人才的用人单位能拿年薪百分之几的补助"
    assert subjects(retriever, office, question)[0] == "policy:hongyan"
    with session_factory(engine, writes=True)() as session:
        session.scalars(select(Policy).where(Policy.code == "hongyan")).one().active = False
        session.commit()
    office.session.rollback()
    retriever.settle(office)
    assert "policy:hongyan" not in subjects(retriever, office, question)


def test_only_what_changed_is_read_again(engine: Engine, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    retriever = Retriever(character_pairs)
    retriever.settle(office)
    read: list[str] = []

    def watched(source: Any) -> Any:
        def passages(office: Office, codes: Any) -> Any:
            read.extend(codes)
            return source.passages(office, codes)

        return replace(source, passages=passages)

    monkeypatch.setattr(module, "SOURCES", tuple(watched(source) for source in module.SOURCES))
    change(engine, "s026", statement="改过的一句。")
    office.session.rollback()
    retriever.settle(office)
    assert read == ["s026"]


def test_searches_go_on_with_the_old_state_while_a_new_one_is_made(
    engine: Engine, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever = Retriever(character_pairs, every=0.0)
    assert "fact:s026" in subjects(retriever, office, ASKED)
    retriever.settle(office)
    waiting, following = threading.Event(), module._follow

    def slow(state: Any, office: Office) -> Any:
        waiting.wait(10)
        return following(state, office)

    monkeypatch.setattr(module, "_follow", slow)
    change(engine, "s026", name="别的", aliases=[], statement="别的内容。")
    office.session.rollback()
    assert "fact:s026" in subjects(retriever, office, ASKED)
    waiting.set()
    retriever.settle(office)
    monkeypatch.undo()
    retriever.settle(office)
    assert "fact:s026" not in subjects(retriever, office, ASKED)


def test_a_database_that_does_not_answer_leaves_the_old_state(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    retriever = Retriever(character_pairs)
    retriever.settle(office)

    def broken(state: Any, office: Office) -> Any:
        raise OSError("gone")

    monkeypatch.setattr(module, "_follow", broken)
    retriever.settle(office)
    assert "fact:s026" in subjects(retriever, office, ASKED)
    assert "does not follow the database: OSError" in caplog.text


def test_example_data_is_left_out_where_it_may_not_be_shown(office: Office) -> None:
    found = Retriever(character_pairs).search(replace(office, show_examples=False), "人才公寓租金", KINDS, 0.1)
    assert not any(hit.passage.example for hit in (*found.hits, *found.rejected))
    assert {hit.reason for hit in found.filtered} == {"example"}


def test_vectors_are_computed_beside_and_kept_for_the_next_process(office: Office, tmp_path: Path) -> None:
    first, second = Embedder(), Embedder()
    one = Retriever(character_pairs, first, tmp_path / "vectors")  # type: ignore[arg-type]
    one.settle(office)
    assert len(first.told_texts) > 100
    assert "fact:s026" in subjects(one, office, ASKED)
    other = Retriever(character_pairs, second, tmp_path / "vectors")  # type: ignore[arg-type]
    other.settle(office)
    assert second.told_texts == []
    assert "fact:s026" in subjects(other, office, ASKED)


def test_an_empty_question_finds_nothing(office: Office) -> None:
    assert Retriever(character_pairs).search(office, "  ", KINDS, 0.0).considered == ()


def test_every_kind_of_passage_is_there(office: Office) -> None:
    retriever = Retriever(character_pairs)
    retriever.settle(office)
    kinds = {passage.kind for passage in retriever._state.index.passages}
    assert kinds == KINDS


def test_an_inactive_entry_and_a_withdrawn_document_are_no_passages(engine: Engine, office: Office) -> None:
    with session_factory(engine, writes=True)() as session:
        entry = session.scalars(select(Entry).order_by(Entry.code)).first()
        assert entry is not None
        entry.active = False
        documents = session.scalars(select(Document).join(Policy).where(Policy.code == "hongyan")).all()
        assert documents
        for document in documents:
            session.delete(document)
        session.commit()
    retriever = Retriever(character_pairs)
    retriever.settle(office)
    found = {passage.subject for passage in retriever._state.index.passages}
    assert f"entry:{entry.code}" not in found
    assert "policy:hongyan" not in found
