"""One action for every question: from the intent to what answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from actions import application_windows, appointments, catalogue, comparisons, general, stackings
from actions.answer import Answer, with_offers
from actions.as_of import as_of_turn
from actions.check_question import button
from actions.context import Context
from actions.english import only_chinese, speakable, told_in_english
from actions.handing_over import hand_over
from actions.offers import ASPECT_OF, offer_aspects, offer_subjects
from actions.render_approved import render_approved
from actions.render_nothing import ask_which, no_aspect, nothing
from actions.render_policy import render_policy
from actions.render_record import render_entry, render_facts, render_place
from actions.render_service import render_service
from actions.render_versions import offer_now, render_no_version, tell_only_now
from actions.told import Told
from actions.turn import FALLBACK, Turn
from actions.wording import in_english, names, phrase
from knowledge.answers import (
    Ambiguous,
    ApprovedFinding,
    EntryFinding,
    FactFinding,
    Finding,
    Missing,
    NoAspect,
    NothingFound,
    NoVersion,
    PlaceFinding,
    PolicyFinding,
    Question,
    ServiceFinding,
    find_answer,
    told_aspects,
)
from knowledge.answers.findings import Aspect
from knowledge.appointments.calendar import office_calendar
from knowledge.appointments.opening import opening_on
from knowledge.blocks import Outcome, Reply
from knowledge.models import Entry, NewsFact, Policy, Service, Topic
from knowledge.office import Office
from knowledge.retrieval import Hit
from knowledge.subjects import default_service, find_subject, policies_of, services_of, subject_id
from knowledge.trace import Considered
from language.dates import parse_when

_QUICK: tuple[Aspect, ...] = ("condition", "material", "process", "amount", "location")
_GRANTED: frozenset[Aspect] = frozenset({"amount", "condition", "benefit", "payout"})
_ALL = button("fits=person")
# Names of topics that are half a question (哪些补贴) still ask.
_ASKS = re.compile("什么|哪些|多少|怎么|有啥")


def answer_turn(context: Context, turn: Turn) -> Told:
    """Return the reply to a question."""
    with context.office() as office:
        if turn.only_names and turn.intent not in ("term_explain", "news_fact"):
            told = _topic_only(context, office, turn)
            if told is not None:
                return told
        if turn.changes_one_thing:
            told = _one_thing_changed(context, office, turn)
            if told is not None:
                return told
        if turn.intent in ("policy_compare", "policy_amount") and comparisons.asks_for_amounts(turn):
            told = comparisons.amounts(office, turn)
            if told is not None:
                return told
        if turn.intent == "policy_compare":
            return comparisons.compare(office, turn)
        if turn.intent == "policy_stack" and not in_english():
            told = stackings.tell(office, turn)
            if told is not None:
                return told
        if turn.intent == "policy_window" and not in_english():
            told = application_windows.tell(office, turn)
            if told is not None:
                return told
        if turn.intent == FALLBACK:
            return _explained(context, office, turn)
        if turn.intent == "policy_overview" and _names_a_field(office, turn):
            return Told(general.related(office, turn), turn.subjects[0], "overview")
        if turn.intent in ASPECT_OF and not (turn.intent == "policy_overview" and _about_all(turn)):
            return _question(context, office, turn, ASPECT_OF[turn.intent])
        if turn.intent == "service_list" and _names_one_service(office, turn):
            return _question(context, office, turn, "overview")
        special = _SPECIAL.get(turn.intent)
        if special is not None:
            subject = appointments.subject_of(office, turn) if turn.intent == "appt_slots" else ""
            return Told(special(office, turn), subject)
    if turn.intent in general.TICKETS:
        with context.office(writes=True) as office:
            return Told(hand_over(office, turn))
    return Told(general.fixed(turn.intent, turn), forget=general.begins_anew(turn))


def _one_thing_changed(context: Context, office: Office, turn: Turn) -> Told | None:
    """Ask again what was asked before; where nothing was, a class asks for its amount and a name for what is wanted."""
    if turn.previous_aspect in names("aspects"):
        return _question(context, office, turn, cast(Aspect, turn.previous_aspect))
    if turn.talent_class and (turn.subjects or turn.previous):
        return _question(context, office, turn, "amount")
    return _topic_only(context, office, turn)


def _question(context: Context, office: Office, turn: Turn, aspect: Aspect) -> Told:
    # Who chose 要不要交费 means what is paid, whatever words were typed before.
    text = f"{turn.wanted} {names('intents')[turn.intent]}" if turn.chosen and aspect == "fee" else turn.wanted
    # The passages are Chinese: English words would only be searched in vain.
    text = "" if in_english() else text
    as_of = as_of_turn(office, turn, aspect)
    if as_of is not None:
        text = text.replace(turn.text[as_of.start : as_of.end], "")
    named = (turn.subjects, turn.previous, turn.talent_class, turn.clause)
    question = Question(aspect, text, *named, as_of=as_of, places=turn.places)
    finding = find_answer(office, context.retriever, question)
    answer = Answer(turn.text)
    if in_english():
        told = told_in_english(office, finding)
        if isinstance(told, str):
            only_chinese(answer, told)
            return Told(answer.reply("not_found"), aspect=aspect)
        finding = told
    status = _render(answer, office, finding, turn)
    if as_of is not None and not isinstance(finding, NoVersion):
        tell_only_now(answer, finding, as_of)
    reply = _with_considered(answer.reply(status), question.considered)
    if isinstance(finding, PolicyFinding):
        reply = with_offers(reply, offer_now(finding))
    return Told(reply, answer.subject, aspect)


def _with_considered(reply: Reply, hits: list[Hit]) -> Reply:
    """Put what was looked at beside the reply, for its receipt."""
    considered = tuple(
        Considered(
            subject=hit.passage.subject,
            kind=hit.passage.kind,
            clause=hit.passage.clause,
            score=round(hit.score, 4),
            coverage=round(hit.coverage, 4),
            reason=hit.reason,
        )
        for hit in hits
    )
    return reply.model_copy(update={"trace": reply.trace.model_copy(update={"considered": considered})})


def _render(answer: Answer, office: Office, finding: Finding, turn: Turn) -> Outcome:
    match finding:
        case PolicyFinding():
            render_policy(answer, finding, office.today, bookable=_bookable(office, finding.policy))
        case ApprovedFinding():
            bookable = _bookable(office, finding.subject) if isinstance(finding.subject, Policy | Service) else ""
            render_approved(answer, finding, office.today, bookable=bookable)
        case ServiceFinding():
            render_service(answer, finding, turn.text, office.today)
        case EntryFinding():
            render_entry(answer, finding)
        case FactFinding():
            render_facts(answer, finding)
        case PlaceFinding():
            when = parse_when(turn.text, office.now, office_calendar(office))
            day = when.date_from if when.status == "ok" and when.date_from == when.date_to else None
            render_place(answer, finding, opening_on(office, finding.hall, day) if day is not None else None)
        case Ambiguous():
            ask_which(answer, finding)
            return "clarify"
        case NoVersion():
            render_no_version(answer, finding)
            return "not_found"
        case Missing():
            answer.conclude(phrase("ask.subject", aspect=names("aspects")[finding.aspect]))
            # Who does not know the name of what he may get is led to the check of everything.
            every = () if in_english() or finding.aspect not in _GRANTED else ((phrase("check.which_all"), _ALL),)
            offer_subjects(answer, finding.offers, finding.aspect, "", more=every)
            return "clarify"
        case NoAspect():
            no_aspect(answer, office, finding, turn)
            return "not_found"
        case NothingFound():
            nothing(answer, finding)
            return "not_found"
    return "answered"


def _topic_only(context: Context, office: Office, turn: Turn) -> Told | None:
    """A name alone is no question: organisations and terms are explained, for others we ask what is wanted."""
    subject = next((found for name in turn.subjects if (found := find_subject(office, name)) is not None), None)
    if subject is None or (isinstance(subject, Topic) and _ASKS.search(turn.text)):
        return None
    if isinstance(subject, Entry) or subject_id(subject).startswith(("fact:", "window:")):
        return _question(context, office, turn, "location" if subject_id(subject).startswith("window:") else "term")
    answer = Answer(turn.text)
    if in_english():
        telling = speakable(office, [subject])
        if not telling:
            only_chinese(answer, subject.name)
            return Told(answer.reply("not_found"))
        subject = telling[0]
    answer.cite(subject)
    answer.subject = subject_id(subject)
    wanted = ("overview", *_QUICK) if isinstance(subject, Policy) else _QUICK
    quick = told_aspects(office, context.retriever, subject, wanted)
    bookable = answer.subject if any(row.bookable for row in services_of(office, subject)) else ""
    if not quick and not bookable:
        nothing(answer, NothingFound("overview", ()))
        return Told(answer.reply("not_found"), answer.subject)
    answer.conclude(phrase("ask.topic", name=subject.name))
    offer_aspects(answer, answer.subject, quick, "detail", bookable=bookable, most=len(_QUICK))
    return Told(answer.reply("clarify"), answer.subject)


def _explained(context: Context, office: Office, turn: Turn) -> Told:
    """The bot is not sure what is asked: a record can only be asked what it is, all else was asked back before."""
    named = [found for name in turn.subjects if (found := find_subject(office, name)) is not None]
    if named and all(isinstance(subject, Entry | NewsFact) for subject in named):
        return _question(context, office, turn, "fact" if isinstance(named[0], NewsFact) else "term")
    return Told(general.fixed("unclear", turn), missed=True)


def _names_a_field(office: Office, turn: Turn) -> bool:
    """Whether a question for an overview names a field of several policies or services: they are listed.

    A field with one policy and a service that is meant without more words (工作许可) is told by its policy.
    """
    subject = find_subject(office, turn.subjects[0]) if len(turn.subjects) == 1 else None
    if not isinstance(subject, Topic):
        return False
    policies = policies_of(office, subject)
    if len(policies) == 1 and subject.default_service:
        return False
    return len(policies) > 1 or len(services_of(office, subject)) > 1


def _names_one_service(office: Office, turn: Turn) -> bool:
    """Whether a question for services names one (健康档案是什么服务): it is told, and no list."""
    named = [found for name in turn.subjects if (found := find_subject(office, name)) is not None]
    return len(named) == 1 and isinstance(named[0], Service)


def _about_all(turn: Turn) -> bool:
    """Whether a question for an overview names no policy of its own: then all are listed."""
    return not turn.subjects and not turn.clause


def _bookable(office: Office, subject: Policy | Service) -> str:
    service = default_service(office, subject)
    return subject_id(service) if service is not None and service.bookable else ""


_SPECIAL: dict[str, Callable[[Office, Turn], Reply]] = {
    "policy_overview": general.list_policies,
    "service_list": catalogue.list_services,
    "appt_slots": appointments.free_times,
    "appt_rule": appointments.rules,
    "policy_recommend": general.related,
}
