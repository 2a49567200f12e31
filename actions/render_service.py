"""A finding about a service as reply blocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from actions.answer import Answer
from actions.offers import NEXT, offer_aspects
from actions.render_policy import add_important
from actions.wording import date_words, listed, names, phrase, weekday_name, wording
from knowledge.answers import ServiceFinding
from knowledge.answers.services import service_aspects
from knowledge.blocks import Checklist, ChecklistItem, Citation, Fact, Facts
from knowledge.models import Hall, Service, ServiceMaterial


def render_service(answer: Answer, finding: ServiceFinding, text: str, today: date) -> None:
    """Add the answer of a guide to one aspect; `text` may name a case of the service."""
    service = finding.service
    answer.subject = f"service:{service.code}"
    answer.cite(service, *service.cases, *service.materials, *service.steps, *service.faqs)
    for window in finding.windows:
        answer.cite(window, window.hall)
    answer.cite(*names("provenance").values())
    _RENDER.get(finding.aspect, _overview)(answer, finding, text)
    if service.provenance == "illustrative":
        answer.notice("example", phrase("notices.example"))
    answer.add(guide_citation(service))
    add_important(answer, finding.important, today)
    known = [aspect for aspect in NEXT if aspect in service_aspects(service)]
    offer_aspects(answer, answer.subject, known, finding.aspect, bookable=answer.subject if service.bookable else "")


def guide_citation(service: Service) -> Citation:
    """Return the basis of a guide."""
    return Citation(
        policy=service.name,
        title=phrase("service.guide", name=service.name),
        wording="summary",
        text=service.basis or service.summary,
        validity=names("provenance")[service.provenance],
        provenance=service.provenance,  # type: ignore[arg-type]  # a CHECK of the table holds it
        provenance_label=names("provenance")[service.provenance],
        source=service.source,
        as_of=date_words(service.as_of) if service.as_of else None,
        link=service.source_url,
        owner=service.owner or None,
        telephone=service.telephone or None,
    )


def checklist_item(material: ServiceMaterial) -> ChecklistItem:
    """Return a material as an item of a checklist."""
    form = names("forms")[material.form]
    copies = phrase("service.copies", form=form, copies=material.copies) if material.copies else form
    necessity = names("necessities")[material.necessity]
    return ChecklistItem(name=material.name, necessity=necessity, form=copies, note=material.note)


def case_named(service: Service, text: str) -> str:
    """Return the code of the case that a text names, or an empty string."""
    found = [(len(word), case.code) for case in service.cases for word in (case.name, *case.aliases) if word in text]
    return max(found)[1] if found else ""


def hours_lines(hall: Hall) -> list[str]:
    """Return the opening hours of a hall, a line for each group of weekdays."""
    by_days: dict[tuple[int, ...], list[str]] = {}
    for hours in hall.hours:
        by_days.setdefault(tuple(hours["days"]), []).append(f"{hours['open'][:5]}—{hours['close'][:5]}")
    return [phrase("place.hours_line", days=_days(days), hours=listed(spans)) for days, spans in by_days.items()]


def _days(days: tuple[int, ...]) -> str:
    written = [weekday_name(day) for day in days]
    return phrase("place.days", first=written[0], last=written[-1]) if len(days) > 2 else listed(written)


def _label(key: str) -> str:
    label: str = wording()["service"]["labels"][key]
    return label


def _facts(answer: Answer, pairs: list[tuple[str, str]], title: str = "") -> None:
    told = tuple(Fact(label=_label(key), value=value) for key, value in pairs if value)
    if told:
        answer.add(Facts(title=title, facts=told))


def _material(answer: Answer, finding: ServiceFinding, text: str) -> None:
    service = finding.service
    answer.conclude(phrase("service.material", name=service.name))
    case = case_named(service, text)
    common = [row for row in service.materials if not row.cases or case in row.cases]
    title = "service.material_title" if case or not service.cases else "service.material_common"
    name = next((row.name for row in service.cases if row.code == case), "")
    full = phrase("service.in_case", name=service.name, case=name) if name else service.name
    answer.add(Checklist(title=phrase(title, name=full), items=tuple(map(checklist_item, common))))
    if case:
        return
    for row in service.cases:
        extra = [material for material in service.materials if row.code in material.cases]
        if extra:
            heading = phrase("service.material_case", case=row.name)
            answer.add(Checklist(title=heading, items=tuple(map(checklist_item, extra))))


def _howto(answer: Answer, finding: ServiceFinding, text: str) -> None:
    answer.conclude(phrase("service.howto", summary=finding.service.summary))
    answer.points(_steps(finding.service))
    _guide_facts(answer, finding)


def _process(answer: Answer, finding: ServiceFinding, text: str) -> None:
    answer.conclude(phrase("service.process", name=finding.service.name))
    answer.points(_steps(finding.service))


def _steps(service: Service) -> list[str]:
    return [
        phrase("service.step", name=step.name, actor=step.actor, detail=step.detail)
        if step.actor
        else phrase("service.step_plain", name=step.name, detail=step.detail)
        for step in service.steps
    ]


def _guide_facts(answer: Answer, finding: ServiceFinding) -> None:
    service = finding.service
    _facts(
        answer,
        [
            ("promised", service.promised_limit),
            ("fee", service.fee),
            ("channels", listed(service.channels)),
            ("window", listed(window.name for window in finding.windows)),
            ("address", listed((_where(hall) for hall in _halls(finding)), longer=True)),
            ("telephone", service.telephone),
        ],
    )


def _limit(answer: Answer, finding: ServiceFinding, text: str) -> None:
    service = finding.service
    answer.conclude(phrase("service.limit", name=service.name, promised=service.promised_limit))
    _facts(answer, [("promised", service.promised_limit), ("legal", service.legal_limit)])


def _fee(answer: Answer, finding: ServiceFinding, text: str) -> None:
    answer.conclude(phrase("service.fee", name=finding.service.name, fee=finding.service.fee))


def _location(answer: Answer, finding: ServiceFinding, text: str) -> None:
    service = finding.service
    if not finding.windows:
        answer.conclude(phrase("service.online_only", name=service.name))
        _facts(answer, [("online", service.online), ("telephone", service.telephone)])
        return
    windows = listed(window.name for window in finding.windows)
    answer.conclude(phrase("service.location", name=service.name, window=windows))
    if finding.away:
        answer.say(phrase("place.away", place=finding.away))
    halls = _halls(finding)
    for hall in halls:
        at_hall = [window.name for window in finding.windows if window.hall.code == hall.code]
        place = [("hall", hall.name), ("window", listed(at_hall) if len(halls) > 1 else ""), ("address", hall.address)]
        access = [("hours", listed(hours_lines(hall), longer=True)), ("transit", hall.transit)]
        more = [("parking", hall.parking), ("accessible", hall.accessible)] if hall is halls[0] else []
        _facts(answer, [*place, *access, *more])
    _facts(answer, [("telephone", service.telephone)])


def _hours(answer: Answer, finding: ServiceFinding, text: str) -> None:
    if not finding.windows:
        _location(answer, finding, text)
        return
    answer.conclude(phrase("service.hours", window=listed(window.name for window in finding.windows)))
    halls = _halls(finding)
    if len(halls) == 1:
        answer.points(hours_lines(halls[0]))
        return
    spans = [(row.name, listed(hours_lines(row), longer=True)) for row in halls]
    answer.points([phrase("place.other_hours", hall=name, hours=hours) for name, hours in spans])


def _halls(finding: ServiceFinding) -> list[Hall]:
    return list({window.hall.code: window.hall for window in finding.windows}.values())


def _where(hall: Hall) -> str:
    return phrase("place.where", hall=hall.name, address=hall.address)


def _contact(answer: Answer, finding: ServiceFinding, text: str) -> None:
    service = finding.service
    answer.conclude(phrase("service.contact", name=service.name, telephone=service.telephone))
    _facts(answer, [("telephone", service.telephone), ("complaint", service.complaint_telephone)])


def _channel(answer: Answer, finding: ServiceFinding, text: str) -> None:
    service = finding.service
    channels = listed(service.channels)
    answer.conclude(phrase("service.channel", name=service.name, channels=channels, times=service.onsite_times))
    _facts(answer, [("online", service.online), ("proxy", service.proxy)])


def _form(answer: Answer, finding: ServiceFinding, text: str) -> None:
    answer.conclude(phrase("service.form", name=finding.service.name))
    answer.points([finding.service.form_note])


def _result(answer: Answer, finding: ServiceFinding, text: str) -> None:
    service = finding.service
    answer.conclude(phrase("service.result", name=service.name, result=service.result))
    _facts(answer, [("delivery", service.delivery)])


def _condition(answer: Answer, finding: ServiceFinding, text: str) -> None:
    service = finding.service
    answer.conclude(phrase("service.condition", name=service.name))
    answer.points([*service.conditions, phrase("service.audience", audience=service.audience)])


def _overview(answer: Answer, finding: ServiceFinding, text: str) -> None:
    service = finding.service
    answer.conclude(service.summary)
    answer.points([phrase("service.audience", audience=service.audience)])
    _guide_facts(answer, finding)


_RENDER: dict[str, Callable[[Answer, ServiceFinding, str], None]] = {
    "material": _material, "howto": _howto, "process": _process, "limit": _limit, "fee": _fee,
    "location": _location, "hours": _hours, "contact": _contact, "channel": _channel, "form": _form,
    "result": _result, "condition": _condition,
}  # fmt: skip
