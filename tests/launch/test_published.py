"""At the start serves what the desk published while it fits the files; else its sentences are trained in."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge.database import session_factory
from knowledge.desk.teaching import teach, training_file
from knowledge.desk.training_sentences import Sentence
from knowledge.models import StaffAccount
from knowledge.models.lab import Release
from knowledge.office import Office
from knowledge.settings import Settings
from launch import model, published
from tests.conftest import NOW

FILES = "0123456789abcdef.tar.gz"


@pytest.fixture
def settings(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A published release with a sentence; models of the files lie in a folder of the test."""
    monkeypatch.setattr(published, "model_path", lambda: tmp_path / FILES)
    monkeypatch.setattr(published, "trained", lambda: tmp_path / "trained.tar.gz")
    monkeypatch.setattr(published, "DESK_SENTENCES", tmp_path / "desk" / "desk.yml")
    with session_factory(sqlite_engine, writes=True)() as session, session.begin():
        session.add(StaffAccount(id=1, name="editor", shown_name="示例", role="editor", password="", created_at=NOW))
        session.flush()
        change = teach(Office(session, NOW), 1, "娃儿上学咋个办", "service_howto", ())
        change.status = "published"
        session.add(
            Release(
                status="published", model="release-1.tar.gz", base=FILES, proposed_by_id=1, proposed_at=NOW, gate={},
                log="",
            )
        )  # fmt: skip
    return Settings(database_url=str(sqlite_engine.url), var_dir=tmp_path, office_now=NOW)


def test_the_published_model_serves_while_the_files_are_the_same(settings: Settings, tmp_path: Path) -> None:
    made = tmp_path / "models" / "release-1.tar.gz"
    made.parent.mkdir()
    made.write_bytes(b"model")
    assert published.serving(settings) == made


def test_without_its_file_or_with_other_files_the_published_sentences_are_trained_in(
    settings: Settings, tmp_path: Path
) -> None:
    assert published.serving(settings).name == "trained.tar.gz"
    assert "娃儿上学咋个办" in (tmp_path / "desk" / "desk.yml").read_text("utf-8")


def test_a_sentence_that_the_files_hold_by_now_is_left_out(sqlite_engine: Engine, settings: Settings) -> None:
    with session_factory(sqlite_engine)() as session:
        office = Office(session, NOW)
        assert "娃儿" in training_file(office, ())
        assert training_file(office, [Sentence("娃儿上学咋个办？", "service_material", "service.yml")]) == ""


def test_the_sentences_of_the_desk_make_another_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "DESK_SENTENCES", tmp_path / "desk.yml")
    monkeypatch.setattr(model, "_MADE_OF", ("config.yml",))
    without = model.model_path()
    (tmp_path / "desk.yml").write_text("nlu: []")
    assert model.model_path() != without
