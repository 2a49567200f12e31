"""Lists of words that staff own: sensitive words, and phrasing; each with its versions."""

from __future__ import annotations

from starlette.responses import Response

from knowledge.desk import words as lists
from knowledge.desk.changes import waiting
from web.desk.call import Call, not_there
from web.desk.table import Table

table = Table()
_LARGEST = 1_000_000


@table.get("/knowledge/words/{list}", least="viewer")
def word_list(call: Call) -> Response:
    """Show a list as it counts now, its versions, and the form."""
    return _shown(call, _name(call))


@table.post("/knowledge/words/{list}", least="editor", largest=_LARGEST)
def propose_words(call: Call) -> Response:
    """Propose other words; a second person publishes them."""
    name = _name(call)
    number = len(lists.entries_of(call.office, name))
    typed = [call.form.text(f"words.{place}", 40_000).splitlines() for place in range(number)]
    try:
        made = lists.propose(call.office, call.me.id, name, typed, call.form.text("evidence"))
    except lists.WordsRefused as refused:
        return _shown(call, name, str(refused), typed)
    call.audit("change_proposed", made.reference, change=made.id)
    return call.go(f"/knowledge/changes/{made.id}", "proposed")


def _name(call: Call) -> str:
    name = call.part("list")
    if name not in lists.LISTS:
        raise not_there()
    return name


def _shown(call: Call, name: str, problem: str = "", typed: list[list[str]] | None = None) -> Response:
    entries = lists.entries_of(call.office, name)
    return call.page(
        "word_list.html", 422 if problem else 200, name=name, names=lists.LISTS, entries=entries, problem=problem,
        typed=typed or [entry["words"] for entry in entries], versions=lists.versions(call.office, name),
        waiting=waiting(call.office, f"words:{name}"),
    )  # fmt: skip
