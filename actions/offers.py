"""What is offered as next steps: other aspects of the subject, subjects to choose from, standing offers."""

from __future__ import annotations

from collections.abc import Iterable

from actions.answer import Answer
from actions.wording import names, phrase
from knowledge.answers.findings import Aspect
from knowledge.blocks import Payload
from knowledge.models import Policy
from knowledge.personal.wishes import WISHES
from knowledge.subjects import Subject, subject_id

# Which intent asks for an aspect: what a button stands for.
INTENT_OF: dict[Aspect, str] = {
    "overview": "policy_overview", "detail": "policy_detail", "amount": "policy_amount",
    "condition": "policy_condition", "validity": "policy_validity", "apply_time": "policy_window",
    "payout": "policy_payout", "source": "policy_source", "stacking": "policy_stack", "howto": "service_howto",
    "material": "service_material", "process": "service_process", "limit": "service_time", "fee": "service_fee",
    "location": "service_location", "hours": "service_hours", "contact": "service_contact",
    "channel": "service_channel", "form": "service_form", "result": "service_result", "benefit": "card_benefit",
    "term": "term_explain", "fact": "news_fact",
}  # fmt: skip
ASPECT_OF: dict[str, Aspect] = {intent: aspect for aspect, intent in INTENT_OF.items()}
_STANDING = {
    "policies": Payload(intent="policy_overview"),
    "services": Payload(intent="service_list"),
    "hall": Payload(intent="service_location"),
    "handoff": Payload(intent="handoff"),
    "none_of_these": Payload(intent="handoff"),
    "book": Payload(intent="appt_book"),
    "slots": Payload(intent="appt_slots"),
    "query": Payload(intent="appt_query"),
    "cancel": Payload(intent="appt_cancel"),
    **{f"data_{wish}": Payload(intent="privacy", slot="privacy", value=f"{wish}=") for wish in WISHES},
}
_MOST = 3
# What is offered next about a service, in this order.
NEXT: tuple[Aspect, ...] = ("material", "process", "limit", "location", "condition")


def ask(aspect: Aspect, subject: str, **more: str) -> Payload:
    """Return what a button for an aspect of a subject stands for."""
    return Payload(intent=INTENT_OF[aspect], entities={"subject": subject, **more})


def offer_aspects(
    answer: Answer, subject: str, known: Iterable[Aspect], told: Aspect, *, bookable: str = "", most: int = _MOST
) -> None:
    """Offer the other aspects that the subject's rows tell, and a visit where one can be booked."""
    options = [(names("aspects")[aspect], ask(aspect, subject)) for aspect in known if aspect != told]
    booking = (
        [(phrase("choices.book"), Payload(intent="appt_book", entities={"subject": bookable}))] if bookable else []
    )
    answer.choose([*options[: most - len(booking)], *booking] or standing("policies", "handoff"))


def offer_subjects(
    answer: Answer,
    subjects: Iterable[Subject],
    aspect: Aspect,
    text: str,
    *,
    talent_class: str = "",
    more: Iterable[tuple[str, Payload]] = (),
) -> None:
    """Offer subjects to choose from, each asking for the same aspect, and `more` options below them."""
    options = []
    for subject in subjects:
        answer.cite(subject)
        letter = {"talent_class": talent_class} if talent_class and isinstance(subject, Policy) else {}
        options.append((subject.name, ask(aspect, subject_id(subject), **letter)))
    answer.choose([*options, *more], text)


def standing(*keys: str) -> list[tuple[str, Payload]]:
    """Return standing offers by the keys of `choices` in the wording."""
    return [(phrase(f"choices.{key}"), _STANDING[key]) for key in keys]
