"""Making releases: train the candidate in a child process, compare it, and put what was published in place."""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.desk.bot import BotLink, BotUnreachable
from knowledge.desk.case_run import next_run, run_cases, want_run
from knowledge.desk.comparing import Difference, broken_tests, differences, questions_of_receipts
from knowledge.desk.questions import want_replay
from knowledge.desk.releases import candidate_token, close_dead, end, wanted_model
from knowledge.desk.teaching import training_file
from knowledge.desk.training_sentences import sentences_of
from knowledge.models.lab import CaseRun, CaseSet, Release, ReleaseDifference
from knowledge.office import Office
from knowledge.secret import bot_token
from knowledge.settings import ROOT, Settings

logger = logging.getLogger(__name__)
PYTHON = str(ROOT / ".venv-bot" / "bin" / "python")
_LOOK_SECONDS = 2.0
_START_SECONDS = 90.0
# A candidate that waits for a decision takes 0.3 GB: after a working day only its figures are left.
_SHOWN_SECONDS = 8 * 3600.0
_KEPT_LINES = 40
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Cancelled(Exception):
    """Staff stopped the release."""


class Failed(Exception):
    """The candidate cannot be made; the message says why."""


class Releasing:
    """Makes one release at a time. `train` and `candidate` stand for the child processes."""

    def __init__(
        self, settings: Settings, engine: Engine, clock: Clock, bot: BotLink,
        train: Callable[[Releasing, int, list[str]], None] | None = None,
        candidate: Callable[[int, Path], Iterator[BotLink]] | None = None,
    ) -> None:  # fmt: skip
        self.settings, self.engine, self.clock, self.bot = settings, engine, clock, bot
        self.models = settings.var_dir / "models"
        self._train = train or _trained
        self._candidate = contextmanager(candidate or self._started)
        self.over = threading.Event()
        self.look = _LOOK_SECONDS

    def work(self) -> int:
        """Make the release that waits, if there is one; return how many were made."""
        with session_factory(self.engine, writes=True)() as session, session.begin():
            office = Office(session, self.clock())
            close_dead(office)
            release = session.scalar(select(Release).where(Release.status == "waiting").order_by(Release.id).limit(1))
            if release is None:
                return 0
            release.status, release.beat = "training", office.now
            number = release.id
        try:
            self._make(number)
        except Cancelled:
            self._end(number, "cancelled")
        except (Failed, BotUnreachable, OSError, SQLAlchemyError) as problem:
            # The words of a database error may quote an applicant.
            told = type(problem).__name__ if isinstance(problem, SQLAlchemyError) else str(problem)
            logger.warning("release %s failed: %s", number, told)
            self._end(number, "failed", told)
        return 1

    def serve(self) -> bool:
        """Put the published model in place if another one serves; return whether it was changed."""
        serving = self.bot.model()
        with session_factory(self.engine)() as session:
            wanted = wanted_model(Office(session, self.clock()), serving)
        path = self._path(wanted)
        if wanted == serving or path is None:
            return False
        self.bot.load(str(path))
        logger.info("the bot serves %s", wanted)
        with session_factory(self.engine, writes=True)() as session, session.begin():
            want_replay(Office(session, self.clock()))
        return True

    def beat(self, number: int, **values: object) -> None:
        """Say that the work goes on; raise `Cancelled` if staff stopped it."""
        with session_factory(self.engine, writes=True)() as session, session.begin():
            release = session.get_one(Release, number)
            release.beat = self.clock()
            for name, value in values.items():
                setattr(release, name, value)
            if release.cancel:
                raise Cancelled

    def _make(self, number: int) -> None:
        name = f"release-{number}"
        data = self._data(number)
        command = [
            "nice", "-n", "10", PYTHON, "-m", "bot", "train", "--config", "config.yml", "--domain", "bot/domain",
            "--data", str(data), "data/rules", "--out", str(self.models), "--fixed-model-name", name,
        ]  # fmt: skip
        base = self.bot.model()
        self.beat(number, base=base)
        self._train(self, number, command)
        model = self.models / f"{name}.tar.gz"
        if not model.is_file():
            raise Failed("training ended without a model")
        self.beat(number, status="comparing", model=model.name)
        with self._candidate(number, model) as candidate:
            self._compare(number, candidate)
            with session_factory(self.engine, writes=True)() as session, session.begin():
                release = session.get_one(Release, number)
                release.status, release.finished_at = "ready", self.clock()
            # The lab shows the candidate beside the serving model until somebody decides.
            until = time.monotonic() + _SHOWN_SECONDS
            while time.monotonic() < until and self._release_status(number) == "ready":
                if self.over.wait(self.look):
                    break

    def _release_status(self, number: int) -> str:
        with session_factory(self.engine)() as session:
            return session.get_one(Release, number).status

    def _data(self, number: int) -> Path:
        """Write the training sentences of the files and of the desk beside each other, and return the folder."""
        folder = self.settings.var_dir / "releases" / str(number) / "nlu"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "data" / "nlu", folder)
        with session_factory(self.engine)() as session:
            written = training_file(Office(session, self.clock()), sentences_of(ROOT / "data" / "nlu"))
        (folder / "desk.yml").write_text(written, "utf-8")
        return folder

    def _compare(self, number: int, candidate: BotLink) -> None:
        broken: list[dict[str, str]] = []
        with session_factory(self.engine)() as session:
            sets = list(session.scalars(select(CaseSet.id).order_by(CaseSet.id)))
            questions, known = questions_of_receipts(Office(session, self.clock()))
        for set_id in sets:
            before, after = self._tested(set_id, self.bot, None), self._tested(set_id, candidate, number)
            with session_factory(self.engine)() as session:
                office = Office(session, self.clock())
                broken += broken_tests(office, session.get_one(CaseRun, before), session.get_one(CaseRun, after))
            self.beat(number)
        asked = 0
        for found in differences(self.bot, candidate, questions):
            asked += 1
            if found is not None:
                self._keep(number, found)
            if asked % 10 == 0 or asked == len(questions):
                self.beat(number, done=asked, total=len(questions))
        gate = {"broken": broken, "sets": len(sets), "asked": asked, "known": known, "address": candidate.url}
        self.beat(number, gate=gate)

    def _tested(self, set_id: int, bot: BotLink, release: int | None) -> int:
        with session_factory(self.engine, writes=True)() as session, session.begin():
            run = want_run(Office(session, self.clock()), session.get_one(CaseSet, set_id), None, release)
            number = run.id
        while (taken := next_run(self.engine, self.clock, release)) is not None:
            ended = run_cases(self.engine, self.clock, bot, taken)
            if taken == number and ended != "done":
                raise Failed(f"a test set was not done: {ended}")
        # Staff may have asked for the same run: then another thread does it.
        while (status := self._status(number)) in ("waiting", "running"):
            time.sleep(_LOOK_SECONDS)
        if status != "done":
            raise Failed(f"a test set was not done: {status}")
        return number

    def _status(self, number: int) -> str:
        with session_factory(self.engine)() as session:
            return session.get_one(CaseRun, number).status

    def _keep(self, number: int, found: Difference) -> None:
        with session_factory(self.engine, writes=True)() as session, session.begin():
            session.add(
                ReleaseDifference(
                    release_id=number, question=found.question.text[:600], receipt=found.question.receipt,
                    before=found.before, after=found.after,
                )
            )  # fmt: skip

    def _started(self, number: int, model: Path) -> Iterator[BotLink]:
        """Run the candidate on a free port of the loopback address while it is compared and looked at."""
        port, token = _free_port(), candidate_token(bot_token(self.settings), number)
        tracker = f"sqlite:///{model.parent / f'{model.stem}.tracker.sqlite3'}"
        command = [
            "nice", "-n", "10", "env", f"BOT_TOKEN={token}", f"BOT_TRACKER_URL={tracker}",
            f"ACTIONS_PORT={self.settings.actions_port}", PYTHON, "-m", "launch.bot", "run", "--quiet",
            "--model", str(model),
            "--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml", "--interface", "127.0.0.1",
            "--port", str(port),
        ]  # fmt: skip
        link = BotLink(f"http://127.0.0.1:{port}", token, self.settings.bot_timeout)
        with _child(command) as child:
            until = time.monotonic() + _START_SECONDS
            while True:
                try:
                    link.model()
                    break
                except BotUnreachable:
                    if child.poll() is not None or time.monotonic() > until:
                        raise Failed("the candidate does not start") from None
                    time.sleep(0.5)
            yield link
        link.close()

    def _path(self, name: str) -> Path | None:
        paths = (self.models / name, ROOT / "models" / name)
        return next((path for path in paths if path.is_file()), None)

    def _end(self, number: int, status: str, log: str = "") -> None:
        with session_factory(self.engine, writes=True)() as session, session.begin():
            end(Office(session, self.clock()), session.get_one(Release, number), status, log)


def _trained(work: Releasing, number: int, command: list[str]) -> None:
    """Train in a child process; its last lines are shown at the desk."""
    log = work.settings.var_dir / "releases" / str(number) / "training.log"
    with log.open("w") as file, _child(command, file) as child:
        while child.poll() is None:
            time.sleep(_LOOK_SECONDS)
            # A database that is busy for a moment is no reason to give up minutes of training.
            with contextlib.suppress(OperationalError):
                work.beat(number, log=_tail(log))
    work.beat(number, log=_tail(log))
    if child.returncode:
        raise Failed(f"training ended with status {child.returncode}")


@contextmanager
def _child(command: list[str], output: object = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    """Run a child process in the project's folder; it ends with the block, whatever happens."""
    # Should the worker be killed, its children end too.
    tied = ["setpriv", "--pdeathsig", "TERM", *command] if shutil.which("setpriv") else command
    child = subprocess.Popen(tied, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)  # type: ignore[call-overload]  # noqa: S603
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _tail(path: Path) -> str:
    written = _COLOURS.sub("", path.read_text("utf-8", errors="replace"))
    return "\n".join(written.splitlines()[-_KEPT_LINES:])[-4000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
