"""Correcting personal data: name, telephone, ID number; the visits that were booked with them follow."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from knowledge.appointments.contacts import Person, open_contact, write_person
from knowledge.models import Appointment, Contact
from knowledge.office import Office
from knowledge.personal.keys import Keys


class PhoneTaken(Exception):
    """The new telephone has a visit for the same service on the same day already."""


def correct(office: Office, keys: Keys, contact: Contact, changed: Person) -> tuple[str, ...]:
    """Put the fields of `changed` that are not empty into a contact; return the names of those that differ now.

    Raises `PhoneTaken` and `Unopened`, with nothing changed. An ID number is only put right where there is one.
    """
    before = open_contact(keys, contact)
    after = Person(
        changed.name or before.name,
        changed.phone or before.phone,
        (changed.id_number or before.id_number) if before.id_number else "",
    )
    fields = tuple(name for name in ("name", "phone", "id_number") if getattr(before, name) != getattr(after, name))
    try:
        with office.session.begin_nested():
            write_person(office.session, keys, contact, after, office.now)
            for visit in office.session.scalars(select(Appointment).where(Appointment.contact_id == contact.id)):
                visit.phone_digest = contact.phone_digest
            office.session.flush()
    except IntegrityError:
        office.session.refresh(contact)
        raise PhoneTaken from None
    return fields
