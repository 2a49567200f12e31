"""Contact data: encrypted at rest (AES-256-GCM), found again by keyed digests only."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import Contact

CONSENT_VERSION = "2026-11"
_NONCE = 12
_MOBILE = re.compile(r"1[3-9]\d{9}")
_NAME = re.compile(r"[\w·.'\- ]{1,40}")


class ContactRefused(ValueError):
    """Fields of the contact form cannot be taken; `fields` names them."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@dataclass(frozen=True)
class Person:
    """How a person is addressed and reached: `name` 称呼, `phone` 11 digits."""

    name: str
    phone: str


def read_person(name: str, phone: str, consent: bool) -> Person:
    """Check the fields of the form; raise `ContactRefused` naming those that are wrong."""
    digits = re.sub(r"[\s\-]", "", phone).removeprefix("+86")
    right = {"name": _NAME.fullmatch(name.strip()), "phone": _MOBILE.fullmatch(digits), "consent": consent}
    wrong = tuple(field for field, found in right.items() if not found)
    if wrong:
        raise ContactRefused(wrong)
    return Person(name.strip(), digits)


def store_contact(session: Session, key: bytes, person: Person, conversation: str, now: datetime) -> str:
    """Store a person's data sealed and return the reference under which the bot knows it."""
    ref = f"ct_{secrets.token_urlsafe(12)}"
    session.add(
        Contact(
            ref=ref,
            conversation_id=conversation,
            sealed=_seal(key, ref, person),
            phone_digest=_digest(key, "phone", person.phone),
            tail_digest=_digest(key, ref, person.phone[-4:]),
            consent_version=CONSENT_VERSION,
            created_at=now,
        )
    )
    session.flush()
    return ref


def find_contact(session: Session, ref: str, conversation: str) -> Contact | None:
    """Return the contact of this reference if it was given in this conversation."""
    return session.scalar(select(Contact).where(Contact.ref == ref, Contact.conversation_id == conversation))


def open_contact(key: bytes, contact: Contact) -> Person:
    """Return the person of a contact; raise `ValueError` if it was sealed with another key or altered."""
    try:
        plain = AESGCM(_derive(key)).decrypt(contact.sealed[:_NONCE], contact.sealed[_NONCE:], contact.ref.encode())
    except InvalidTag:
        raise ValueError("the contact was sealed with another CONTACT_KEY or altered") from None
    return Person(**json.loads(plain))


def tail_matches(key: bytes, contact: Contact, tail: str) -> bool:
    """Tell in constant time whether `tail` are the last four digits of the contact's phone number."""
    return hmac.compare_digest(contact.tail_digest, _digest(key, contact.ref, tail))


def _seal(key: bytes, ref: str, person: Person) -> bytes:
    nonce = os.urandom(_NONCE)
    plain = json.dumps({"name": person.name, "phone": person.phone}, ensure_ascii=False).encode()
    return nonce + AESGCM(_derive(key)).encrypt(nonce, plain, ref.encode())


def _digest(key: bytes, purpose: str, value: str) -> str:
    return hmac.new(_derive(key), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def _derive(key: bytes) -> bytes:
    return hashlib.sha256(b"talent-assistant contact\0" + key).digest()
