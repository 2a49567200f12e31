"""What the guide of a service says on an aspect, and where the hall and its windows are."""

from __future__ import annotations

import re

from sqlalchemy import select

from knowledge.answers.findings import Aspect, PlaceFinding, ServiceFinding
from knowledge.answers.policies import important_clauses
from knowledge.models import Hall, Policy, Service, Window
from knowledge.office import Office
from knowledge.subjects import EXAMPLE, policies_of, visible

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


def service_finding(office: Office, service: Service, aspect: Aspect) -> ServiceFinding:
    """Return the service with its windows and the important clauses of its policies."""
    rows = office.session.scalars(select(Window).where(Window.code.in_(service.windows), Window.active))
    windows = sorted((row for row in rows if visible(office, row)), key=lambda row: service.windows.index(row.code))
    policies = policies_of(office, service)
    important = tuple(clause for policy in policies for clause in important_clauses(policy, office.today))
    return ServiceFinding(service, aspect, tuple(windows), important)


def basis_in(service: Service, policy: Policy) -> frozenset[str]:
    """Return the paths of the articles of `policy` that the guide names as its basis; empty if it names none."""
    _, found, articles = service.basis.partition(policy.name)
    return frozenset(_ARTICLE.findall(articles.partition("【")[0])) if found else frozenset()


def place_finding(office: Office, window: Window | None, aspect: Aspect) -> PlaceFinding | None:
    """Return a window with its hall and services; without a window the hall itself, or None if none may be shown."""
    hall = window.hall if window is not None else _main_hall(office)
    if hall is None:
        return None
    services = [
        service
        for service in office.session.scalars(select(Service).where(Service.active).order_by(Service.id))
        if visible(office, service) and window is not None and window.code in service.windows
    ]
    return PlaceFinding(hall, window, tuple(services), aspect)


def _main_hall(office: Office) -> Hall | None:
    halls = office.session.scalars(select(Hall).where(Hall.active).order_by(Hall.id))
    return next((hall for hall in halls if office.show_examples or hall.provenance != EXAMPLE), None)
