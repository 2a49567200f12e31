"""Releases: the draft of changes, train and compare, decide on what differs, publish by a second person, go back."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from knowledge.desk.refusal import ChangeRefused
from knowledge.desk.releases import (
    all_releases,
    begin_release,
    decide,
    differences_of,
    gate_of,
    newest,
    publish_release,
    stop,
    take_back,
)
from knowledge.desk.teaching import TeachingRefused, drafts, withdraw
from knowledge.models.lab import Release, TrainingChange
from web.desk.call import Call, not_there
from web.desk.lab_words import intent_name, lab_words
from web.desk.table import Table

table = Table()


@table.get("/release", least="viewer")
def releases(call: Call) -> Response:
    """Show the draft and the releases."""
    return _listed(call)


@table.post("/release", least="editor")
def new_release(call: Call) -> Response:
    """Train a candidate with the draft and compare it."""
    try:
        made = begin_release(call.office, call.me.id)
    except ChangeRefused as refused:
        return _listed(call, 422, str(refused))
    call.audit("release_begun", f"release:{made.id}")
    return call.go(f"/release/{made.id}")


@table.post("/release/withdraw", least="editor")
def withdraw_change(call: Call) -> Response:
    """Take a change out of the draft."""
    number = call.form.text("change", 9)
    found = call.office.session.get(TrainingChange, int(number)) if number.isdecimal() else None
    if found is None:
        raise not_there()
    if found.release_id is not None:
        return _listed(call, 422, "in_release")
    try:
        withdraw(call.office, found)
    except TeachingRefused as refused:
        return _listed(call, 422, str(refused))
    call.audit("training_withdrawn", f"intent:{found.reference}")
    return call.go("/release", "saved")


@table.get("/release/{release}", least="viewer")
def release(call: Call) -> Response:
    """Show a release: progress, gate, differences."""
    return _shown(call, _found(call))


@table.get("/release/{release}/progress", least="viewer", background=True)
def release_progress(call: Call) -> Response:
    """Give the progress of a release, for the page that shows it."""
    return call.page("release_progress.html", release=_found(call), lab=lab_words())


@table.post("/release/{release}/stop", least="editor")
def stop_release(call: Call) -> Response:
    """Stop a release, or give it up; what serves goes on serving."""
    return _done(call, "release_stopped", lambda found: stop(call.office, found))


@table.post("/release/{release}/decide", least="publisher")
def decide_differences(call: Call) -> Response:
    """Approve or refuse the ticked differences."""
    numbers = [int(value) for value in call.form.all("difference") if value.isdecimal() and len(value) < 10]
    word = call.form.text("do", 10)
    return _done(call, "difference_decided", lambda found: decide(call.office, found, numbers, word, call.me.id))


@table.post("/release/{release}/publish", least="publisher")
def publish_model(call: Call) -> Response:
    """Publish a release that another person asked for."""
    note = call.form.text("note", 500)
    return _done(call, "release_published", lambda found: publish_release(call.office, found, call.me.id, note))


@table.post("/release/{release}/back", least="publisher")
def back_to_before(call: Call) -> Response:
    """Go back to the model of before."""
    return _done(call, "release_taken_back", lambda found: take_back(call.office, found))


def _done(call: Call, action: str, work: Callable[[Release], object]) -> Response:
    found = _found(call)
    try:
        work(found)
    except ChangeRefused as refused:
        return _shown(call, found, 422, str(refused))
    call.audit(action, f"release:{found.id}")
    return call.go(f"/release/{found.id}", "saved")


def _found(call: Call) -> Release:
    found = call.office.session.get(Release, call.number("release"))
    if found is None:
        raise not_there()
    return found


def _listed(call: Call, status: int = 200, problem: str = "") -> Response:
    return call.page(
        "releases.html", status, drafts=drafts(call.office), releases=all_releases(call.office), problem=problem,
        lab=lab_words(), intent_name=intent_name,
    )  # fmt: skip


def _shown(call: Call, found: Release, status: int = 200, problem: str = "") -> Response:
    return call.page(
        "release.html", status, release=found, gate=gate_of(call.office, found), problem=problem, lab=lab_words(),
        differences=differences_of(call.office, found), intent_name=intent_name,
        last=found.status == "published" and newest(call.office, "published") is found,
    )  # fmt: skip
