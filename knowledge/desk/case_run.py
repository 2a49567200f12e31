"""Running saved tests against a bot: asked by staff, done by the worker, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Engine, Select, select, update

from knowledge.clock import Clock
from knowledge.database import session_factory
from knowledge.desk.bot import BotLink, BotUnreachable
from knowledge.desk.case_report import report_of
from knowledge.desk.understanding import FALLBACK
from knowledge.models.lab import CaseResult, CaseRun, CaseSet, SavedCase
from knowledge.office import Office
from knowledge.rehearsal import new_rehearsal

_PORTION = 20
# A run whose worker was not seen for so long is over.
_PATIENCE = timedelta(minutes=2)


def want_run(office: Office, case_set: CaseSet, by: int | None, release: int | None = None) -> CaseRun:
    """Ask for a run of a set; one that waits or runs already is returned as it is."""
    open_ = select(CaseRun).where(
        CaseRun.set_id == case_set.id, CaseRun.status.in_(("waiting", "running")), CaseRun.release_id == release
    )
    found = office.session.scalar(open_)
    if found is not None:
        return found
    made = CaseRun(set_id=case_set.id, release_id=release, by_id=by, asked_at=office.now)
    office.session.add(made)
    office.session.flush()
    return made


def next_run(engine: Engine, clock: Clock, release: int | None = None) -> int | None:
    """Take the run that waits longest, so that no other worker takes it too; end runs whose worker is gone."""
    with session_factory(engine, writes=True)() as session, session.begin():
        now = clock()
        gone = CaseRun.status == "running", CaseRun.beat < now - _PATIENCE
        session.execute(
            update(CaseRun).where(*gone).values(status="failed", problem="the worker ended", finished_at=now)
        )
        wanted = CaseRun.status == "waiting", CaseRun.release_id == release
        number = session.scalar(select(CaseRun.id).where(*wanted).order_by(CaseRun.id).limit(1))
        if number is None:
            return None
        taken = update(CaseRun).where(CaseRun.id == number, CaseRun.status == "waiting")
        done = cast(CursorResult[Any], session.execute(taken.values(status="running", beat=now)))
        return number if done.rowcount else None


def run_cases(engine: Engine, clock: Clock, bot: BotLink, number: int) -> str:
    """Do a run that was taken; return how it ended: done, failed or cancelled."""
    with session_factory(engine)() as session:
        run = session.get_one(CaseRun, number)
        cases = [(row.key, row.turns) for row in session.scalars(_cases(run.set_id))]
    try:
        model = bot.model()
        for start in range(0, len(cases), _PORTION):
            results = [result for key, turns in cases[start : start + _PORTION] for result in try_case(bot, key, turns)]
            if not _note(engine, clock(), number, model, results, min(start + _PORTION, len(cases)), len(cases)):
                return _end(engine, clock(), number, "cancelled")
    except BotUnreachable as problem:
        return _end(engine, clock(), number, "failed", str(problem))
    return _end(engine, clock(), number, "done")


def try_case(bot: BotLink, key: str, turns: Sequence[dict[str, Any]]) -> list[CaseResult]:
    """Try one test: understanding alone where nothing else is expected, else the conversation as applicants have it."""
    talks = len(turns) > 1 or any("status" in turn or "contains" in turn for turn in turns)
    conversation = new_rehearsal()
    found = []
    for place, turn in enumerate(turns):
        say = str(turn["say"])
        parsed = bot.parse(say)
        intent = (parsed.get("intent") or {}).get("name") or FALLBACK
        ranking = [item for item in parsed.get("intent_ranking") or () if item.get("name") != FALLBACK]
        expected = str(turn.get("intent") or "")
        accept = list(turn.get("accept") or ())
        right = not expected or intent == expected or intent in accept
        detail: dict[str, Any] = {"accept": accept} if accept else {}
        if talks:
            reply = bot.reply(conversation, say)
            shown = reply.plain()
            detail |= {"told": reply.status, "shown": shown[:1000]}
            lacks = [words for words in turn.get("contains") or () if words not in shown]
            if "status" in turn:
                detail["status"] = turn["status"]
            if "contains" in turn:
                detail["lacks"] = lacks
            right = right and not lacks and turn.get("status", reply.status) == reply.status
        found.append(
            CaseResult(
                case_key=key, turn=place, say=say, expected=expected, got=intent, right=right, detail=detail,
                confidence=float(ranking[0]["confidence"]) if ranking else None,
            )
        )  # fmt: skip
    return found


def results_of(office: Office, run: CaseRun) -> list[CaseResult]:
    """Return what a run came to, in the order it was done."""
    return list(office.session.scalars(select(CaseResult).where(CaseResult.run_id == run.id).order_by(CaseResult.id)))


def run_before(office: Office, run: CaseRun) -> CaseRun | None:
    """Return the last run of the same set that was done before, against a model that served."""
    before = CaseRun.set_id == run.set_id, CaseRun.status == "done", CaseRun.id < run.id, CaseRun.release_id.is_(None)
    return office.session.scalar(select(CaseRun).where(*before).order_by(CaseRun.id.desc()).limit(1))


def _cases(set_id: int) -> Select[SavedCase]:
    return select(SavedCase).where(SavedCase.set_id == set_id).order_by(SavedCase.id)


def _note(
    engine: Engine, now: datetime, number: int, model: str, results: list[CaseResult], done: int, total: int
) -> bool:
    """Keep a portion of results; return False if staff wanted the run to stop."""
    with session_factory(engine, writes=True)() as session, session.begin():
        run = session.get_one(CaseRun, number)
        for result in results:
            result.run_id = number
        session.add_all(results)
        run.model, run.done, run.total, run.beat = model[:120], done, total, now
        return not run.cancel


def _end(engine: Engine, now: datetime, number: int, status: str, problem: str = "") -> str:
    with session_factory(engine, writes=True)() as session, session.begin():
        run = session.get_one(CaseRun, number)
        run.report = report_of(results_of(Office(session, now), run)) if status == "done" else {}
        run.status, run.problem, run.finished_at = status, problem, now
    return status
