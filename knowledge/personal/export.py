"""A copy of one's data as a file: asked for in the conversation, fetched once, put together only then."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from knowledge.appointments.contacts import open_contact
from knowledge.blocks import Reply
from knowledge.models import Consent, Contact, Event, ExportRequest, Reminder, Service, Ticket, Turn, Waiting
from knowledge.office import Office
from knowledge.personal.consents import words_of
from knowledge.personal.keys import Keys, Unopened
from knowledge.personal.masking import mask_id_number, mask_name, mask_phone
from knowledge.personal.periods import periods
from knowledge.personal.scope import Scope, scope_of, visits_of


def request_export(office: Office, scope: Scope) -> str:
    """Keep the wish for a copy and return its id; the session must be one for writing."""
    identifier = f"x_{secrets.token_urlsafe(18)}"
    office.session.add(
        ExportRequest(id=identifier, conversation_id=scope.conversation, code=scope.code, created_at=office.now)
    )
    office.session.flush()
    return identifier


def fetch_export(office: Office, keys: Keys, identifier: str) -> dict[str, Any] | None:
    """Return the copy as JSON data, once; None if it was fetched, is too old, or never was."""
    query = select(ExportRequest).where(ExportRequest.id == identifier).with_for_update()
    row = office.session.scalar(query.execution_options(populate_existing=True))
    oldest = office.now - timedelta(minutes=periods()["export_minutes"])
    if row is None or row.used_at is not None or row.created_at < oldest:
        return None
    row.used_at = office.now
    office.session.flush()
    return _copy(office, keys, scope_of(office, row.conversation_id, row.code))


def _copy(office: Office, keys: Keys, scope: Scope) -> dict[str, Any]:
    return {
        "exported_at": _moment(office, office.now),
        "contacts": [_contact(office, keys, scope, row) for row in scope.contacts],
        "appointments": [
            {
                "code": visit.code,
                "service": office.session.get_one(Service, visit.service_id).name,
                "date": slot.day.isoformat(),
                "start": f"{slot.starts:%H:%M}",
                "status": visit.status,
                "materials": visit.materials,
            }
            for visit, slot in visits_of(office, scope)
        ],
        "conversation": [_turn(office, row) for row in _rows(office, Turn, scope)],
        "told": [
            {"at": _moment(office, row.created_at), "text": Reply.model_validate(row.reply).plain()}
            for row in _rows(office, Event, scope)
        ],
        "tickets": [_ticket(office, row) for row in _rows(office, Ticket, scope)],
        "reminders": [
            {"about": row.window_code, "since": _moment(office, row.created_at)}
            for row in _rows(office, Reminder, scope)
        ],
        "waiting_list": [
            {
                "service": office.session.get_one(Service, row.service_id).name,
                "from": row.day_from.isoformat(),
                "to": row.day_to.isoformat(),
                "status": row.status,
            }
            for row in _rows(office, Waiting, scope)
        ],
        "kept_for_days": {name: days for name, days in periods().items() if not name.endswith("_minutes")},
    }


def _rows(office: Office, model: Any, scope: Scope) -> list[Any]:
    # What was said elsewhere is not told on the strength of a code and four digits.
    return list(
        office.session.scalars(select(model).where(model.conversation_id == scope.conversation).order_by(model.id))
    )


def _contact(office: Office, keys: Keys, scope: Scope, row: Contact) -> dict[str, Any]:
    given = office.session.scalars(select(Consent).where(Consent.contact_ref == row.ref).order_by(Consent.id))
    told: dict[str, Any] = {"given_at": _moment(office, row.created_at), "name": None, "phone": None}
    try:
        person = open_contact(keys, row)
    except Unopened:
        pass
    else:
        clear = scope.is_own(row)
        told["name"] = person.name if clear else mask_name(person.name)
        told["phone"] = person.phone if clear else mask_phone(person.phone)
        if person.id_number:
            told["id_number"] = person.id_number if clear else mask_id_number(person.id_number)
    told["consents"] = [_consent(office, consent) for consent in given]
    return told


def _consent(office: Office, row: Consent) -> dict[str, Any]:
    withdrawn = _moment(office, row.withdrawn_at) if row.withdrawn_at is not None else None
    return {
        "purpose": row.purpose,
        "version": row.version,
        "text": words_of(f"{row.purpose}/{row.version}/{row.language}").text,
        "given_at": _moment(office, row.given_at),
        "withdrawn_at": withdrawn,
    }


def _turn(office: Office, row: Turn) -> dict[str, Any]:
    answer = Reply.model_validate(row.reply).plain()
    return {"at": _moment(office, row.at), "said": row.text, "outcome": row.status, "answer": answer}


def _ticket(office: Office, row: Ticket) -> dict[str, Any]:
    opened = _moment(office, row.created_at)
    told = {"number": row.number, "kind": row.kind, "state": row.state, "text": row.text, "answer": row.answer}
    return {**told, "opened_at": opened}


def _moment(office: Office, moment: Any) -> str:
    told: str = moment.astimezone(office.now.tzinfo).isoformat(timespec="seconds")
    return told
