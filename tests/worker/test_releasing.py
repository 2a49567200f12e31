"""A release: trained and compared beside the serving model, published by two people, taken back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from knowledge.blocks import Reply, Text
from knowledge.conversations import begin, keep_turn
from knowledge.database import session_factory
from knowledge.desk.bot import BotLink
from knowledge.desk.cases import add_case, make_set
from knowledge.desk.refusal import ChangeRefused
from knowledge.desk.releases import begin_release, decide, gate_of, publish_release, stop, take_back
from knowledge.desk.teaching import drafts, teach
from knowledge.models import ReleaseDifference, StaffAccount, TrainingChange
from knowledge.models.lab import Release
from knowledge.office import Office
from knowledge.settings import Settings
from tests.conftest import NOW
from tests.web.desk.fake_bot import SpokenTo, fake_bot
from worker import releasing
from worker.releasing import Releasing

TOKEN, ASKED = "invented-token-16", "娃儿上学咋个办"
EDITOR, PUBLISHER = 1, 2


@pytest.fixture
def served() -> Iterator[SpokenTo]:
    with fake_bot(TOKEN) as bot:
        bot.model = "files.tar.gz"
        bot.intents = {"要带什么材料": ("service_material", 0.9)}
        yield bot


@pytest.fixture
def other() -> Iterator[SpokenTo]:
    with fake_bot(TOKEN) as bot:
        bot.intents = {"要带什么材料": ("service_material", 0.9)}
        yield bot


@pytest.fixture
def office(engine: Engine) -> Iterator[Engine]:
    """Two people, a sentence in the draft, a saved test, and a receipt."""
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        for number, role in ((EDITOR, "editor"), (PUBLISHER, "publisher")):
            session.add(StaffAccount(id=number, name=role, shown_name="示例", role=role, password="", created_at=NOW))
        session.flush()
        teach(office, EDITOR, ASKED, "service_howto", ())
        add_case(office, make_set(office, "窗口常问"), [{"say": "要带什么材料", "intent": "service_material"}])
        reply = Reply(status="answered", blocks=(Text(text="示例"),))
        keep_turn(session, begin(session, "web", NOW), "m", "人才公寓怎么办", reply, NOW - timedelta(days=1), 5)
    return engine


def _link(bot: SpokenTo) -> BotLink:
    return BotLink(f"http://127.0.0.1:{bot.port}", TOKEN)


def _work(engine: Engine, tmp_path: Path, served: SpokenTo, other: SpokenTo, fails: bool = False) -> Releasing:
    def train(work: Releasing, number: int, command: list[str]) -> None:
        data = Path(command[command.index("--data") + 1])
        assert ASKED in (data / "desk.yml").read_text("utf-8") and (data / "service.yml").is_file()
        if fails:
            raise releasing.Failed("out of memory")
        work.models.mkdir(exist_ok=True)
        (work.models / f"release-{number}.tar.gz").write_bytes(b"model")

    def candidate(number: int, model: Path) -> Iterator[BotLink]:
        other.model = model.name
        yield _link(other)

    settings = Settings(var_dir=tmp_path, database_url="sqlite://")
    work = Releasing(settings, engine, lambda: NOW, _link(served), train, candidate)
    work.over.set()
    return work


def _do(engine: Engine, what: object, *more: object) -> object:
    with session_factory(engine, writes=True)() as session, session.begin():
        office = Office(session, NOW)
        release = session.scalars(select(Release).order_by(Release.id.desc())).first()
        return what(office, *([release] if release is not None else []), *more)  # type: ignore[operator]


def _begin(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        begin_release(Office(session, NOW), EDITOR)


def _status(engine: Engine) -> str:
    with session_factory(engine)() as session:
        return session.scalars(select(Release.status).order_by(Release.id.desc())).first() or ""


def _sentences(engine: Engine) -> list[str]:
    with session_factory(engine)() as session:
        return list(session.scalars(select(TrainingChange.status)))


def test_what_would_change_is_approved_published_by_another_and_served(
    office: Engine, tmp_path: Path, served: SpokenTo, other: SpokenTo
) -> None:
    other.answers["人才公寓怎么办"] = ("请到礼嘉大厅", "answered")
    work = _work(office, tmp_path, served, other)
    _begin(office)
    assert work.work() == 1 and _status(office) == "ready"
    with pytest.raises(ChangeRefused, match="gate"):
        _do(office, publish_release, PUBLISHER)
    with session_factory(office)() as session:
        row = session.scalars(select(ReleaseDifference)).one()
        assert (row.question, row.before["shown"], row.after["shown"]) == ("人才公寓怎么办", "好的", "请到礼嘉大厅")
    assert not work.serve(), "what is not published does not serve"
    assert _do(office, decide, [row.id], "approved", PUBLISHER) == 1
    with pytest.raises(ChangeRefused, match="same_person"):
        _do(office, publish_release, EDITOR)
    _do(office, publish_release, PUBLISHER)
    assert _sentences(office) == ["published"]
    assert work.serve() and Path(served.loaded[-1]).name == "release-1.tar.gz"
    served.model = "release-1.tar.gz"
    assert not work.serve(), "once is enough"


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("工单号GD20261124-0001和查询码6Z38-CFCN", "工单号GD20261124-0001和查询码FFGN-G2J8", 0),
        ("预约码LJ20261124-7K3M", "预约码LJ20261124-9QXT", 0),
        ("办理时限5个工作日", "办理时限6个工作日", 1),
        ("2026-1124", "2026-1125", 1),
    ],
)
def test_codes_that_are_drawn_by_lot_are_no_difference(
    office: Engine, tmp_path: Path, served: SpokenTo, other: SpokenTo, before: str, after: str, count: int
) -> None:
    served.answers["人才公寓怎么办"], other.answers["人才公寓怎么办"] = (before, "answered"), (after, "answered")
    _begin(office)
    _work(office, tmp_path, served, other).work()
    with session_factory(office)() as session:
        assert len(session.scalars(select(ReleaseDifference)).all()) == count


def test_one_click_leads_back_and_the_sentences_are_drafts_again(
    office: Engine, tmp_path: Path, served: SpokenTo, other: SpokenTo
) -> None:
    work = _work(office, tmp_path, served, other)
    _begin(office)
    work.work()
    _do(office, publish_release, PUBLISHER)
    served.model = "release-1.tar.gz"
    (tmp_path / "models" / "files.tar.gz").write_bytes(b"model")
    _do(office, take_back)
    assert work.serve() and Path(served.loaded[-1]).name == "files.tar.gz"
    assert _sentences(office) == ["draft"]


def test_a_candidate_that_breaks_a_saved_test_is_not_published(
    office: Engine, tmp_path: Path, served: SpokenTo, other: SpokenTo
) -> None:
    other.intents["要带什么材料"] = ("oos", 0.9)
    work = _work(office, tmp_path, served, other)
    _begin(office)
    work.work()
    with session_factory(office)() as session:
        release = session.scalars(select(Release)).one()
        assert gate_of(Office(session, NOW), release).broken == 1
    with pytest.raises(ChangeRefused, match="gate"):
        _do(office, publish_release, PUBLISHER)


def test_a_training_that_fails_leaves_what_serves_and_the_draft(
    office: Engine, tmp_path: Path, served: SpokenTo, other: SpokenTo
) -> None:
    work = _work(office, tmp_path, served, other, fails=True)
    _begin(office)
    work.work()
    assert _status(office) == "failed" and not work.serve() and served.loaded == []
    with session_factory(office)() as session:
        assert [change.release_id for change in drafts(Office(session, NOW))] == [None]


def test_a_release_whose_worker_was_killed_is_closed_and_another_may_begin(
    office: Engine, tmp_path: Path, served: SpokenTo, other: SpokenTo
) -> None:
    _begin(office)
    with session_factory(office, writes=True)() as session, session.begin():
        release = session.scalars(select(Release)).one()
        release.status, release.beat = "training", NOW - timedelta(minutes=6)
    assert _work(office, tmp_path, served, other).work() == 0
    assert _status(office) == "failed"
    _begin(office)


def test_one_release_is_made_at_a_time(office: Engine) -> None:
    _begin(office)
    with pytest.raises(ChangeRefused, match="release_busy"):
        _begin(office)


def test_a_release_that_was_stopped_ends_at_the_next_look(
    office: Engine, tmp_path: Path, served: SpokenTo, other: SpokenTo
) -> None:
    work = _work(office, tmp_path, served, other)
    _begin(office)
    with session_factory(office, writes=True)() as session, session.begin():
        session.scalars(select(Release)).one().cancel = True
    work.work()
    assert _status(office) == "cancelled"


def test_a_release_that_waits_is_given_up_at_once_and_a_published_one_cannot_be(office: Engine) -> None:
    _begin(office)
    _do(office, stop)
    assert _status(office) == "cancelled"
    with pytest.raises(ChangeRefused, match="decided"):
        _do(office, stop)


def test_a_model_trained_anew_from_changed_files_is_left_alone(
    office: Engine, tmp_path: Path, served: SpokenTo, other: SpokenTo
) -> None:
    work = _work(office, tmp_path, served, other)
    _begin(office)
    work.work()
    _do(office, publish_release, PUBLISHER)
    served.model = "newer-files.tar.gz"
    assert not work.serve() and served.loaded == []


def test_a_child_that_fails_is_told_with_its_last_lines(office: Engine, tmp_path: Path, served: SpokenTo) -> None:
    _begin(office)
    command = [sys.executable, "-c", "print('out of memory'); raise SystemExit(3)"]
    work = Releasing(Settings(var_dir=tmp_path), office, lambda: NOW, _link(served))
    work.models.mkdir()

    def train(which: Releasing, number: int, _: list[str]) -> None:
        releasing._trained(which, number, command)

    work._train = train
    work.work()
    with session_factory(office)() as session:
        release = session.scalars(select(Release)).one()
        assert release.status == "failed" and "out of memory" in release.log and "status 3" in release.log


def test_a_child_process_ends_with_its_block(tmp_path: Path) -> None:
    with pytest.raises(KeyError), releasing._child([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        raise KeyError
    assert child.poll() is not None
