"""The lab 试问: what the assistant makes of a sentence and why, and one click to judge, teach or test it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from knowledge.answers.of_subject import THRESHOLD
from knowledge.blocks import Reply
from knowledge.desk.bot import BotLink, BotUnreachable
from knowledge.desk.cases import CaseRefused, add_case, all_sets, find_set, make_set
from knowledge.desk.releases import candidate_of, candidate_token
from knowledge.desk.steering import Judged, Rule, intents, judged, rules_of
from knowledge.desk.teaching import TeachingRefused, counting, judge, teach
from knowledge.desk.training_sentences import Near, Sentence, sentences_of
from knowledge.desk.understanding import Understanding, Weight, understand, weights
from knowledge.rehearsal import new_rehearsal
from knowledge.retrieval import KINDS, Retrieved
from knowledge.secret import bot_token
from knowledge.subjects import find_subject
from web.desk.call import Call
from web.desk.lab_tools import SENTENCES, Tools, tools
from web.desk.lab_words import intent_name, lab_words
from web.desk.table import Table
from web.said import cleaned

table = Table()
_LONGEST = 500
_NEAREST = 6
# The first look after a start waits for the vectors of the training sentences; then a hint says that they are coming.
_PATIENCE = 4.0
_CANDIDATES = 8


@dataclass(frozen=True)
class Looked:
    """One model's view of a sentence: what it understood, why, what follows; `problem` if the bot is not there."""

    model: str
    seen: Understanding | None = None
    why: tuple[Weight, ...] = ()
    rules: tuple[Rule, ...] = ()
    judged: Judged | None = None
    answer: Reply | None = None
    problem: str = ""


@table.get("/lab", least="viewer")
def lab(call: Call) -> Response:
    """Show what the assistant makes of a sentence."""
    return _page(call, cleaned(call.asked("text", _LONGEST)))


@table.post("/lab/judge", least="editor")
def lab_judge(call: Call) -> Response:
    """Keep a judgement; teach the sentence, or save it as a test, if that was chosen."""
    form, here = call.form, tools(call.house)
    text = cleaned(form.text("text", _LONGEST))
    meant = form.text("meant", 60)
    try:
        if form.text("do") == "teach":
            teach(call.office, call.me.id, text, meant, sentences_of(SENTENCES))
            call.audit("sentence_taught", f"intent:{meant}")
            said = "taught"
        elif form.text("do") == "test":
            name = form.text("set", 60) or lab_words()["everyday"]
            case_set = find_set(call.office, name) or make_set(call.office, name)
            new = add_case(call.office, case_set, [{"say": text, "intent": meant}])
            call.audit("test_saved", f"tests:{case_set.id}")
            said = "tested" if new else "tested_again"
        else:
            confidence = form.text("confidence", 20)
            judge(
                call.office,
                call.me.id,
                text,
                form.text("intent", 60),
                _number(confidence),
                meant,
                form.text("model", 80),
            )
            said = "judged"
    except (TeachingRefused, CaseRefused) as refused:
        return _page(call, text, 422, str(refused), here)
    return call.go(f"/lab?text={quote(text)}", said)


def _page(call: Call, text: str, status: int = 200, problem: str = "", here: Tools | None = None) -> Response:
    here = here or tools(call.house)
    looks: list[Looked] = []
    near: list[Near] | None = []
    found: Retrieved | None = None
    # A form that was refused is shown again without asking the bot: its transaction holds the database.
    if text and not problem:
        looks = [look(here, bot, text) for bot in (here.bot, *_candidate(call))]
        added = [Sentence(row.text, row.reference, "desk") for row in counting(call.office) if row.kind == "sentence"]
        near = here.neighbours.nearest(text, _NEAREST, _PATIENCE, added)
        found = here.retriever.search(call.office, text, KINDS, THRESHOLD, limit=_CANDIDATES)
    named = {
        entity.value: subject.name
        for looked in looks
        if looked.seen is not None
        for entity in looked.seen.entities
        if (subject := find_subject(call.office, entity.value)) is not None
    }
    return call.page(
        "lab.html", status, text=text, problem=problem, looks=looks, near=near, found=found, named=named,
        lab=lab_words(), intents=intents(), intent_name=intent_name, sets=all_sets(call.office), threshold=THRESHOLD,
    )  # fmt: skip


def _candidate(call: Call) -> tuple[BotLink, ...]:
    """Return the way to the candidate that waits for a decision, if there is one."""
    found = candidate_of(call.office)
    if found is None:
        return ()
    settings = call.house.settings
    release, address = found
    return (BotLink(address, candidate_token(bot_token(settings), release), settings.bot_timeout),)


def look(here: Tools, bot: BotLink, text: str) -> Looked:
    """Ask one bot what it makes of a sentence, and how an applicant would be answered."""
    try:
        model = bot.model()
        seen = understand(bot.parse, text, here.segmenter)
        why = weights(bot.parse, seen, here.segmenter)
        answer = bot.reply(new_rehearsal(), text)
    except BotUnreachable as problem:
        return Looked("", problem=str(problem))
    intent = "nlu_fallback" if seen.fallback else seen.intent
    return Looked(model, seen, why, rules_of(intent), judged(seen.intent, seen.confidence), answer)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None
