"""Rows as readers of English see them: copies with the texts of their `en` section, never put into a session.

Each copy knows its `original`: every number in the English text must stand in the Chinese row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

from sqlalchemy import inspect

from knowledge.answers.findings import EntryFinding, Finding, PlaceFinding, PolicyFinding, ServiceFinding
from knowledge.models import Base, Clause, Entry, Hall, Policy, Service, Slot, Window

Row = TypeVar("Row", bound=Base)
_OF_DOCUMENT = ("title", "source", "source_locator", "validity_basis", "issued_by")


def has_english(row: object) -> bool:
    """Tell whether a row has an English text."""
    return bool(getattr(row, "en", None))


def finding_in_english(finding: Finding) -> Finding | None:
    """Return the finding with rows in English, or None when one of them has no English text."""
    match finding:
        case ServiceFinding() if has_english(finding.service):
            windows = tuple(window_in_english(window) for window in finding.windows)
            important = tuple(clause for row in finding.important if (clause := clause_in_english(row)) is not None)
            return replace(finding, service=service_in_english(finding.service), windows=windows, important=important)
        case PolicyFinding() if has_english(finding.policy) and finding.document is finding.policy.documents[0]:
            return _policy_finding(finding)
        case EntryFinding() if has_english(finding.entry):
            related = tuple(entry_in_english(row) for row in finding.related if has_english(row))
            services = tuple(service_in_english(row) for row in finding.services if has_english(row))
            return EntryFinding(entry_in_english(finding.entry), related, services)
        case PlaceFinding() if has_english(finding.hall):
            window = window_in_english(finding.window) if finding.window is not None else None
            services = tuple(service_in_english(row) for row in finding.services if has_english(row))
            others = tuple(hall_in_english(row) for row in finding.others if has_english(row))
            return replace(finding, hall=hall_in_english(finding.hall), window=window, services=services, others=others)
    return None


def subject_in_english(row: Row) -> Row:
    """Return any row in English; one without an English text as it is."""
    for model, translate in _TRANSLATE.items():
        if isinstance(row, model):
            return cast(Row, translate(row))
    return row


def service_in_english(service: Service) -> Service:
    """Return a service with its guide in English; one without an English text as it is."""
    if not has_english(service) or _is_copy(service):
        return service
    en = service.en
    plain = {key: value for key, value in en.items() if key not in ("cases", "materials", "steps")}
    copy = _copy(service, **plain)
    copy.cases = [_copy(row, **texts) for row, texts in zip(service.cases, en["cases"], strict=True)]
    copy.materials = [_copy(row, **texts) for row, texts in zip(service.materials, en["materials"], strict=True)]
    copy.steps = [_copy(row, **texts) for row, texts in zip(service.steps, en["steps"], strict=True)]
    return copy


def hall_in_english(hall: Hall) -> Hall:
    """Return a hall in English; one without an English text as it is."""
    if not has_english(hall) or _is_copy(hall):
        return hall
    return _copy(hall, **{key: value for key, value in hall.en.items() if key != "windows"})


def window_in_english(window: Window) -> Window:
    """Return a window, with its hall, in English."""
    if _is_copy(window):
        return window
    copy = _copy(window, **(window.en or {}))
    copy.hall = hall_in_english(window.hall) if has_english(window.hall) else _copy(window.hall)
    return copy


def slot_in_english(slot: Slot) -> Slot:
    """Return a slot of a window in English."""
    if _is_copy(slot):
        return slot
    copy = _copy(slot)
    copy.window = window_in_english(slot.window)
    return copy


def entry_in_english(entry: Entry) -> Entry:
    """Return a record in English; one without an English text as it is."""
    return _copy(entry, **entry.en) if has_english(entry) and not _is_copy(entry) else entry


def policy_in_english(policy: Policy) -> Policy:
    """Return a policy with its newest document in English; one without an English text as it is."""
    if not has_english(policy) or _is_copy(policy):
        return policy
    en, document = policy.en, policy.documents[0]
    copy = _copy(policy, name=en["name"], summary=en["summary"], owner=en["owner"])
    paper = _copy(document, **{key: en[key] for key in _OF_DOCUMENT})
    paper.clauses = [_clause(row, en["clauses"][row.path]) for row in document.clauses]
    paper.conditions = [_copy(row, text=text) for row, text in zip(document.conditions, en["conditions"], strict=True)]
    copy.documents = [paper]
    return copy


def _policy_finding(finding: PolicyFinding) -> Finding | None:
    if finding.benefits:
        return None
    policy = policy_in_english(finding.policy)
    paper = policy.documents[0]
    clauses = {_original(row): row for row in paper.clauses}
    conditions = {_original(row): row for row in paper.conditions}
    return replace(
        finding,
        policy=policy,
        document=paper,
        clauses=tuple(clauses[row] for row in finding.clauses),
        conditions=tuple(conditions[row] for row in finding.conditions),
        important=tuple(clauses[row] for row in finding.important),
        service=service_in_english(finding.service) if finding.service is not None else None,
    )


def clause_in_english(clause: Clause) -> Clause | None:
    """Return the English copy of a clause, with its document and policy, or None."""
    policy = clause.document.policy
    if not has_english(policy):
        return None
    return next((row for row in policy_in_english(policy).documents[0].clauses if _original(row) is clause), None)


_TRANSLATE: dict[type[Base], Callable[[Any], Base]] = {
    Service: service_in_english,
    Hall: hall_in_english,
    Window: window_in_english,
    Entry: entry_in_english,
    Policy: policy_in_english,
}


def _clause(row: Clause, texts: dict[str, str]) -> Clause:
    # Our own 要点 have no numbers; in English they are named by their headings.
    return _copy(row, path=texts["heading"], **texts)


def _copy(row: Row, **texts: Any) -> Row:
    values = {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}
    copy = type(row)(**{**values, **texts})
    copy.original = row  # type: ignore[attr-defined]  # what a number is checked against
    return copy


def _is_copy(row: object) -> bool:
    return hasattr(row, "original")


def _original(row: object) -> object:
    return getattr(row, "original", row)
