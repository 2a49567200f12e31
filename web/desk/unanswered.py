"""What we could not answer: questions grouped by meaning, what was done about each, and whether that helped."""

from __future__ import annotations

from starlette.responses import Response

from knowledge.answers.of_subject import THRESHOLD
from knowledge.desk.answers import propose_answer
from knowledge.desk.questions import Group, Overview, overview, take_up, want_replay
from knowledge.desk.refusal import ChangeRefused
from knowledge.desk.steering import intents
from knowledge.desk.teaching import TeachingRefused, teach
from knowledge.desk.training_sentences import sentences_of
from knowledge.models.lab import OpenQuestion
from knowledge.retrieval import KINDS, Hit
from web.desk.call import Call, not_there
from web.desk.lab_tools import SENTENCES, tools
from web.desk.lab_words import intent_name, lab_words
from web.desk.table import Table

table = Table()
_ON_A_PAGE = 50
_PATIENCE = 1.5
_CANDIDATES = 10
# What an answer may rest on: a benefit or a frequent question belongs to a row that can be cited itself.
_BASES = KINDS - {"benefit", "faq"}
_STATES = ("open", "sentence", "clause", "question", "not_ours")


@table.get("/unanswered", least="viewer")
def list_unanswered(call: Call) -> Response:
    """List the groups, those asked most often first."""
    found = _overview(call)
    state = call.asked("state", 20) or "open"
    counts = {name: sum(group.status == name for group in found.groups) for name in _STATES}
    groups = [group for group in found.groups if group.status == state]
    page = int(call.asked("page", 5)) if call.asked("page", 5).isdecimal() else 1
    shown = groups[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
    fixed = [group.question for group in found.groups if group.question is not None and group.question.fixed_at]
    hours = sorted((row.fixed_at - row.first_asked).total_seconds() / 3600 for row in fixed if row.fixed_at)
    return call.page(
        "unanswered.html", groups=shown, state=state, counts=counts, page=page, pages=-(-len(groups) // _ON_A_PAGE),
        missing=found.missing, turns=found.turns, fixed=len(hours), middle=hours[len(hours) // 2] if hours else None,
        lab=lab_words(), intent_name=intent_name,
    )  # fmt: skip


@table.get("/unanswered/{group}", least="viewer")
def unanswered_group(call: Call) -> Response:
    """Show one group: its wordings, its receipts, and what can be done."""
    return _shown(call, _found(call))


@table.post("/unanswered/{group}", least="editor")
def act_on_group(call: Call) -> Response:
    """Teach its sentences, link it to a clause, note it as a new question or as not ours, or ask again."""
    group, form = _found(call), call.form
    what = form.text("do", 20)
    try:
        if what == "sentence":
            said = _teach(call, group, form.text("intent", 60))
        elif what == "clause":
            said = _link(call, group)
        elif what in ("question", "not_ours"):
            take_up(call.office, call.me.id, group, what, form.text("note", 100))
            said = "group_noted"
        elif what == "replay" and group.question is not None:
            want_replay(call.office, group.question)
            said = "replay_wanted"
        else:
            raise not_there()
    except (TeachingRefused, ChangeRefused) as refused:
        return _shown(call, group, 422, str(refused))
    call.audit("question_taken_up", f"question:{group.key}", what=what)
    return call.go(f"/unanswered/{group.key}", said)


def _teach(call: Call, group: Group, intent: str) -> str:
    chosen = [text for text in call.form.all("said") if text in {said.text for said in group.said}]
    extra = call.form.text("more")
    texts = list(dict.fromkeys([*chosen, *(line.strip() for line in extra.splitlines() if line.strip())]))
    if not texts:
        raise TeachingRefused("no_text")
    with call.office.session.begin_nested():
        question = take_up(call.office, call.me.id, group, "sentence", intent)
        for text in texts:
            teach(call.office, call.me.id, text, intent, sentences_of(SENTENCES), question.id)
    return "taught"


def _link(call: Call, group: Group) -> str:
    subject, _, clause = call.form.text("basis", 300).partition("|")
    wordings = [said.text for said in group.said if said.text != group.text][:10]
    with call.office.session.begin_nested():
        change = propose_answer(
            call.office, call.me.id, group.text, wordings, subject, clause, call.form.text("conclusion", 1000)
        )
        take_up(call.office, call.me.id, group, "clause", f"change:{change.id}")
    return "answer_proposed"


def _overview(call: Call) -> Overview:
    return overview(call.office, tools(call.house).meanings, _PATIENCE)


def _found(call: Call) -> Group:
    key = call.part("group")
    found = next((group for group in _overview(call).groups if group.key == key), None)
    if found is None:
        raise not_there()
    return found


def _shown(call: Call, group: Group, status: int = 200, problem: str = "") -> Response:
    hits: tuple[Hit, ...] = ()
    if call.me.may("editor"):
        found = tools(call.house).retriever.search(call.office, group.text, _BASES, THRESHOLD, limit=_CANDIDATES)
        hits = tuple(hit for hit in found.considered if hit.reason in ("", "below_threshold"))
    question = call.office.session.get(OpenQuestion, group.question.id) if group.question is not None else None
    return call.page(
        "unanswered_group.html", status, group=group, question=question, hits=hits, problem=problem, lab=lab_words(),
        intents=intents(), intent_name=intent_name,
    )  # fmt: skip
