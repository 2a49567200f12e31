"""Test sets: filled by hand or from files, run by the worker, reported with what changed since the run before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from starlette.responses import Response

from knowledge.desk.case_files import FORMATS, FileRefused, read_cases, write_cases
from knowledge.desk.case_report import bars, changes_of
from knowledge.desk.case_run import results_of, run_before, want_run
from knowledge.desk.cases import STATUSES, CaseRefused, add_case, all_sets, cases_of, make_set
from knowledge.desk.steering import intents
from knowledge.models.lab import CaseResult, CaseRun, CaseSet, SavedCase
from web.desk.call import Call, Turned, not_there
from web.desk.lab_words import intent_name, lab_words
from web.desk.table import Table
from web.said import cleaned

table = Table()
_ON_A_PAGE = 100
_LARGEST = 3_000_000
_RUNS = 20


@dataclass(frozen=True)
class Confused:
    """A cell of the confusion matrix that was opened."""

    expected: str
    got: str
    results: list[CaseResult]


@table.get("/tests", least="viewer")
def test_sets(call: Call) -> Response:
    """List the sets."""
    return _listed(call)


@table.post("/tests", least="editor")
def new_test_set(call: Call) -> Response:
    """Make a set."""
    try:
        made = make_set(call.office, call.form.text("name", 60), call.form.text("about", 300))
    except CaseRefused as refused:
        return _listed(call, 422, str(refused))
    call.audit("tests_made", f"tests:{made.id}")
    return call.go(f"/tests/{made.id}", "saved")


@table.get("/tests/{set}", least="viewer")
def test_set(call: Call) -> Response:
    """Show a set: its tests and its runs."""
    return _shown(call, _found(call))


@table.post("/tests/{set}/cases", least="editor")
def new_case(call: Call) -> Response:
    """Add a test: a sentence a line, the first ones of a conversation; what is expected is of the last."""
    case_set, form = _found(call), call.form
    says = [cleaned(line) for line in form.text("says", 4000).splitlines() if line.strip()]
    expected = {
        "intent": form.text("intent", 60), "status": form.text("status", 20),
        "contains": [line for line in form.text("contains", 1000).splitlines() if line.strip()],
    }  # fmt: skip
    turns = [{"say": say, **(expected if say is says[-1] else {})} for say in says]
    try:
        new = add_case(call.office, case_set, turns)
    except CaseRefused as refused:
        return _shown(call, case_set, 422, str(refused))
    call.audit("test_saved", f"tests:{case_set.id}")
    return call.go(f"/tests/{case_set.id}", "tested" if new else "tested_again")


@table.post("/tests/{set}/remove", least="editor")
def remove_case(call: Call) -> Response:
    """Take a test out of a set."""
    case_set, number = _found(call), call.form.text("case", 9)
    found = call.office.session.get(SavedCase, int(number)) if number.isdecimal() else None
    if found is None or found.set_id != case_set.id:
        raise not_there()
    call.office.session.delete(found)
    call.audit("test_removed", f"tests:{case_set.id}", case=found.key)
    return call.go(f"/tests/{case_set.id}", "saved")


@table.post("/tests/{set}/import", least="editor", largest=_LARGEST)
def import_cases(call: Call) -> Response:
    """Take in the tests of a file, all or none of them."""
    case_set, upload = _found(call), call.form.files.get("file")
    if upload is None:
        return _shown(call, case_set, 422, "no_file")
    new, place = 0, ""
    try:
        with call.office.session.begin_nested():
            for number, turns in enumerate(read_cases(upload.name, upload.content), 1):
                place = str(number)
                safe = [{**turn, "say": cleaned(turn["say"])} for turn in turns]
                new += add_case(call.office, case_set, safe) is not None
    except FileRefused as refused:
        return _shown(call, case_set, 422, str(refused), refused.place)
    except CaseRefused as refused:
        return _shown(call, case_set, 422, str(refused), place)
    call.audit("tests_imported", f"tests:{case_set.id}", new=new)
    return call.go(f"/tests/{case_set.id}", "imported")


@table.get("/tests/{set}/export", least="viewer")
def export_cases(call: Call) -> Response:
    """Give a set as a file: jsonl, xlsx or yml."""
    case_set, kind = _found(call), call.asked("as", 10) or "jsonl"
    if kind not in FORMATS:
        raise not_there()
    content = write_cases(kind, [row.turns for row in cases_of(call.office, case_set)])
    return _file(content, FORMATS[kind], f"{case_set.name}.{kind}")


@table.post("/tests/{set}/run", least="editor")
def run_test_set(call: Call) -> Response:
    """Let the worker run a set against the model that serves."""
    case_set = _found(call)
    made = want_run(call.office, case_set, call.me.id)
    call.audit("tests_run", f"tests:{case_set.id}", run=made.id)
    return call.go(f"/tests/runs/{made.id}")


@table.get("/tests/runs/{run}", least="viewer")
def test_run(call: Call) -> Response:
    """Show a run: its progress, then its report."""
    return call.page("test_run.html", **_report(call, _run(call)))


@table.get("/tests/runs/{run}/progress", least="viewer", background=True)
def run_progress(call: Call) -> Response:
    """Give the progress of a run, for the page that shows it."""
    return call.page("run_progress.html", run=_run(call), lab=lab_words())


@table.get("/tests/runs/{run}/file", least="viewer")
def run_file(call: Call) -> Response:
    """Give the report as one HTML file that needs nothing else."""
    run = _run(call)
    content = call.rendered("test_run_file.html", **_report(call, run))
    return _file(content.encode(), "text/html; charset=utf-8", f"{run.case_set.name}-{run.id}.html")


@table.post("/tests/runs/{run}/stop", least="editor")
def stop_run(call: Call) -> Response:
    """Stop a run."""
    run = _run(call)
    run.cancel = True
    if run.status == "waiting":
        run.status, run.finished_at = "cancelled", call.office.now
    call.audit("tests_stopped", f"run:{run.id}")
    return call.go(f"/tests/runs/{run.id}", "saved")


def _report(call: Call, run: CaseRun) -> dict[str, Any]:
    results = results_of(call.office, run) if run.status == "done" else []
    before = run_before(call.office, run) if results else None
    better, worse = changes_of(results_of(call.office, before), results) if before is not None else ([], [])
    expected, got = call.asked("expected", 60), call.asked("got", 60)
    chosen = [row for row in results if row.expected == expected and row.got == got]
    return {
        "run": run, "report": run.report, "before": before, "better": better, "worse": worse, "lab": lab_words(),
        "bars": bars(run.report["histogram"]) if run.report else [], "intent_name": intent_name,
        "wrong": [row for row in results if not row.right],
        "opened": Confused(expected, got, chosen) if expected and got else None,
    }  # fmt: skip


def _found(call: Call) -> CaseSet:
    found = call.office.session.get(CaseSet, call.number("set"))
    if found is None:
        raise not_there()
    return found


def _run(call: Call) -> CaseRun:
    found = call.office.session.get(CaseRun, call.number("run"))
    if found is None:
        raise not_there()
    return found


def _listed(call: Call, status: int = 200, problem: str = "") -> Response:
    last: dict[int, CaseRun] = {}
    for run in call.office.session.scalars(
        select(CaseRun).where(CaseRun.status == "done", CaseRun.release_id.is_(None)).order_by(CaseRun.id)
    ):
        last[run.set_id] = run
    return call.page("tests.html", status, sets=all_sets(call.office), last=last, problem=problem)


def _shown(call: Call, case_set: CaseSet, status: int = 200, problem: str = "", place: str = "") -> Response:
    cases = cases_of(call.office, case_set)
    page = int(call.asked("page", 5)) if call.asked("page", 5).isdecimal() else 1
    if page < 1:
        raise Turned(404, "not_there")
    runs = select(CaseRun).where(CaseRun.set_id == case_set.id).order_by(CaseRun.id.desc()).limit(_RUNS)
    return call.page(
        "test_set.html", status, case_set=case_set, cases=cases[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE],
        total=len(cases), page=page, pages=-(-len(cases) // _ON_A_PAGE), runs=list(call.office.session.scalars(runs)),
        problem=problem, place=place, lab=lab_words(), intents=intents(), statuses=STATUSES, intent_name=intent_name,
        formats=tuple(FORMATS),
    )  # fmt: skip


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=kind, headers=headers)
