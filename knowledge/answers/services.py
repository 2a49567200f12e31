"""What the guide of a service says on an aspect, and where the hall and its windows are."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import select

from knowledge.answers.findings import Aspect, PlaceFinding, Question, ServiceFinding
from knowledge.answers.policies import important_clauses
from knowledge.halls import halls_of, meant_hall
from knowledge.models import Hall, Policy, Service, Window
from knowledge.office import Office
from knowledge.subjects import policies_of, visible

_ARTICLE = re.compile("第[一二三四五六七八九十百]+条")
_ALWAYS: tuple[Aspect, ...] = (
    "overview", "howto", "material", "process", "condition", "limit", "fee", "location", "hours", "contact", "channel",
    "result", "benefit",
)  # fmt: skip


def service_aspects(service: Service) -> tuple[Aspect, ...]:
    """Return the aspects that the guide of a service answers."""
    optional: dict[Aspect, object] = {
        "condition": service.conditions,
        "form": service.form_note,
        "result": service.result,
    }
    told = tuple(aspect for aspect in _ALWAYS if optional.get(aspect, True))
    return (*told, "form") if service.form_note else told


def service_finding(
    office: Office, service: Service, aspect: Aspect, question: Question | None = None
) -> ServiceFinding:
    """Return the service with its windows and the important clauses of its policies; `question` may name a hall."""
    rows = office.session.scalars(select(Window).where(Window.code.in_(service.windows), Window.active))
    windows = sorted((row for row in rows if visible(office, row)), key=lambda row: service.windows.index(row.code))
    policies = policies_of(office, service)
    important = tuple(clause for policy in policies for clause in important_clauses(policy, office.today))
    finding = ServiceFinding(service, aspect, tuple(windows), important)
    return _meant_first(office, finding, question) if question is not None and windows else finding


def basis_in(service: Service, policy: Policy) -> frozenset[str]:
    """Return the paths of the articles of `policy` that the guide names as its basis; empty if it names none."""
    _, found, articles = service.basis.partition(policy.name)
    return frozenset(_ARTICLE.findall(articles.partition("【")[0])) if found else frozenset()


def place_finding(office: Office, window: Window | None, question: Question) -> PlaceFinding | None:
    """Return a window with its hall and services; without a window a hall, or None if none may be shown.

    The hall is the one that the question names or that lies near the place it names, else the main one.
    """
    halls = halls_of(office)
    if window is None:
        return _hall_finding(halls, question) if halls else None
    services = [
        service
        for service in office.session.scalars(select(Service).where(Service.active).order_by(Service.id))
        if visible(office, service) and window.code in service.windows
    ]
    return PlaceFinding(window.hall, window, tuple(services), question.aspect)


def _hall_finding(halls: tuple[Hall, ...], question: Question) -> PlaceFinding:
    main, near = halls[0], meant_hall(halls, (), question.places)
    named = meant_hall(halls, question.subjects, ())
    # 大厅 alone is a name of the main hall: who says it may mean any.
    meant = named if named not in (None, main) else near
    others = tuple(hall for hall in halls if hall is not main) if meant is None else ()
    return PlaceFinding(meant or main, None, (), question.aspect, others, _away(question, meant is None))


def services_in(office: Office, hall_code: str) -> list[Service]:
    """Return the visible services that a window of a hall takes, in the order of the catalogue."""
    codes = set(
        office.session.scalars(select(Window.code).join(Window.hall).where(Hall.code == hall_code, Window.active))
    )
    rows = office.session.scalars(select(Service).where(Service.active).order_by(Service.id))
    return [service for service in rows if visible(office, service) and codes & set(service.windows)]


def _meant_first(office: Office, finding: ServiceFinding, question: Question) -> ServiceFinding:
    halls = list(dict.fromkeys(window.hall for window in finding.windows))
    meant = meant_hall(halls, question.subjects, question.places)
    windows = sorted(finding.windows, key=lambda window: window.hall is not meant)
    return replace(finding, windows=tuple(windows), away=_away(question, meant is None))


def _away(question: Question, nothing_near: bool) -> str:
    return question.places[0] if question.places and nothing_near else ""
