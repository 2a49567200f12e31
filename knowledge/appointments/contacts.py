"""Contact data: read and checked, encrypted at rest (AES-256-GCM), found again by keyed digests only."""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from knowledge.models import Contact
from knowledge.office import Office
from knowledge.personal.consents import CONTACT, current, record, words_of
from knowledge.personal.index import digest, find_index_key, index_key
from knowledge.personal.keys import Keys, Sealed, Unopened, seal, unseal
from language.personal_data.checks import id_check_fits, is_date

_MOBILE = re.compile(r"1[3-9]\d{9}")
_NAME = re.compile(r"[\w·.'\- ]{1,40}")
# 18 characters; residents of Hong Kong, Macao and Taiwan and foreigners with a permit have numbers of the same form.
_ID_NUMBER = re.compile(r"[1-9]\d{16}[\dX]")


class ContactRefused(ValueError):
    """Fields of the contact form cannot be taken; `fields` names them."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@dataclass(frozen=True, repr=False)
class Person:
    """How a person is addressed and reached: `name` 称呼, `phone` 11 digits, `id_number` where a service needs it."""

    name: str
    phone: str
    id_number: str = ""


@dataclass(frozen=True, repr=False)
class Given:
    """What was typed into a form: the fields and whether the boxes beside the consents were ticked."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    consent: bool = False
    id_consent: bool = False


def read_form(given: Given, fields: Iterable[str], *, correcting: bool = False) -> Person:
    """Check what was typed into a form of these fields; raise `ContactRefused` naming those that are wrong.

    What the form did not ask for is not taken. With `correcting` a field may be left empty (it stays as it was), one
    at least must be filled, and no consent is asked for again.
    """
    asked = tuple(fields)
    typed = {
        "name": given.name.strip(),
        "phone": re.sub(r"[\s\-]", "", given.phone).removeprefix("+86"),
        "id_number": re.sub(r"[\s\-]", "", given.id_number).upper(),
    }
    typed = {field: value if field in asked else "" for field, value in typed.items()}
    right = {
        "name": bool(_NAME.fullmatch(typed["name"])),
        "phone": bool(_MOBILE.fullmatch(typed["phone"])),
        "id_number": _is_id_number(typed["id_number"]),
    }
    if correcting:
        wrong = [field for field in asked if typed[field] and not right[field]]
        wrong = wrong or ([] if any(typed.values()) else list(asked))
    else:
        boxes = {"consent": given.consent, **({"id_consent": given.id_consent} if "id_number" in asked else {})}
        wrong = [field for field in asked if not right[field]] + [box for box, ticked in boxes.items() if not ticked]
    if wrong:
        raise ContactRefused(tuple(wrong))
    return Person(**typed)


def _is_id_number(text: str) -> bool:
    return bool(_ID_NUMBER.fullmatch(text)) and is_date(text[6:14]) and id_check_fits(text)


def store_contact(
    session: Session, key: Keys, person: Person, conversation: str, now: datetime, consents: Iterable[str] = ()
) -> str:
    """Store a person's data sealed, with the consents he gave, and return the reference under which the bot knows it.

    `consents` are keys of words (knowledge.personal.consents); without any it is the newest consent to contact data.
    """
    given = tuple(consents) or (current(CONTACT).key,)
    contact = Contact(
        ref=f"ct_{secrets.token_urlsafe(12)}", conversation_id=conversation, created_at=now,
        consent_version=next(words_of(key).version for key in given),
    )  # fmt: skip
    write_person(session, key, contact, person, now)
    session.add(contact)
    session.flush()
    record(Office(session, now), contact.ref, given)
    return contact.ref


def write_person(session: Session, key: Keys, contact: Contact, person: Person, now: datetime) -> None:
    """Put a person's data into his contact, sealed with the newest key, and the digests for look-up."""
    index = index_key(session, key, now)
    plain = json.dumps({"name": person.name, "phone": person.phone}, ensure_ascii=False).encode()
    sealed = seal(key, person_place(contact.ref), plain)
    contact.sealed, contact.key_id = sealed.data, sealed.key_id
    number = seal(key, id_place(contact.ref), person.id_number.encode()) if person.id_number else None
    contact.id_sealed = number.data if number is not None else None
    contact.phone_digest = digest(index, "phone", person.phone)
    contact.tail_digest = digest(index, contact.ref, person.phone[-4:])


def find_contact(session: Session, ref: str, conversation: str) -> Contact | None:
    """Return the contact of this reference if it was given in this conversation."""
    return session.scalar(select(Contact).where(Contact.ref == ref, Contact.conversation_id == conversation))


def find_contact_by_ref(session: Session, ref: str) -> Contact | None:
    """Return the contact of a reference that the office itself gave out for this purpose."""
    return session.scalar(select(Contact).where(Contact.ref == ref))


def contacts_of_phone(session: Session, key: Keys, phone: str) -> list[Contact]:
    """Return the contacts with this telephone (11 digits), found by its keyed digest."""
    index = find_index_key(session, key)
    if index is None:
        return []
    query = select(Contact).where(Contact.phone_digest == digest(index, "phone", phone)).order_by(Contact.id)
    return list(session.scalars(query))


def open_contact(key: Keys, contact: Contact) -> Person:
    """Return the person of a contact; raise `Unopened` if its key is not in the ring or it was altered."""
    plain = unseal(key, person_place(contact.ref), Sealed(contact.key_id, contact.sealed))
    number = b""
    if contact.id_sealed is not None:
        number = unseal(key, id_place(contact.ref), Sealed(contact.key_id, contact.id_sealed))
    return Person(**json.loads(plain), id_number=number.decode())


def open_phone(key: Keys, contact: Contact) -> str:
    """Return the telephone of a contact and open nothing else; raise `Unopened`."""
    return str(json.loads(unseal(key, person_place(contact.ref), Sealed(contact.key_id, contact.sealed)))["phone"])


def tail_matches(key: Keys, contact: Contact, tail: str) -> bool:
    """Tell in constant time whether `tail` are the last four digits of the contact's phone number; opens nothing."""
    session = object_session(contact)
    try:
        index = find_index_key(session, key) if session is not None else None
    except Unopened:
        return False
    return index is not None and hmac.compare_digest(contact.tail_digest, digest(index, contact.ref, tail))


def person_place(ref: str) -> str:
    """Return the place to which a sealed name and telephone are bound."""
    return f"{ref}|person"


def id_place(ref: str) -> str:
    """Return the place to which a sealed ID number is bound."""
    return f"{ref}|id_number"
