"""Keys seal and open; telephones are found by digests that stay when keys change."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, select

from knowledge.appointments.contacts import (
    Person,
    contacts_of_phone,
    open_contact,
    open_phone,
    tail_matches,
)
from knowledge.database import session_factory
from knowledge.models import Contact, SealedKey
from knowledge.office import Office
from knowledge.personal.index import find_index_key, index_key
from knowledge.personal.keys import Keyring, Sealed, Unopened, key_id, seal, unseal
from tests.knowledge.personal.people import ID_NUMBER, KEY, NOW, ZHANG, contact, conversation

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session:
        yield Office(session, NOW)


def test_what_the_old_key_sealed_is_opened_by_a_ring_that_has_it() -> None:
    sealed = seal(OLD, "ct_1|person", b"plain")
    assert unseal(Keyring(NEW, (OLD,)), "ct_1|person", sealed) == b"plain"
    with pytest.raises(Unopened):
        unseal(Keyring(NEW), "ct_1|person", sealed)


@pytest.mark.parametrize("place", ["ct_2|person", "ct_1|id_number"])
def test_what_is_sealed_cannot_be_moved_to_another_row_or_column(place: str) -> None:
    with pytest.raises(Unopened):
        unseal(OLD, place, seal(OLD, "ct_1|person", b"plain"))


def test_what_was_altered_is_not_opened() -> None:
    sealed = seal(OLD, "ct_1|person", b"plain")
    altered = Sealed(sealed.key_id, sealed.data[:-1] + bytes([sealed.data[-1] ^ 1]))
    with pytest.raises(Unopened):
        unseal(OLD, "ct_1|person", altered)


def test_a_key_is_known_by_an_id_that_does_not_hold_it() -> None:
    assert key_id(OLD) == key_id(b"o" * 32) != key_id(NEW)
    assert OLD.decode() not in key_id(OLD)


def test_neither_a_key_nor_a_person_is_told_by_repr() -> None:
    assert "oooo" not in repr(Keyring(OLD))
    assert "13800000000" not in repr(ZHANG)


def test_the_id_number_is_sealed_apart_and_left_alone_when_a_telephone_is_read(office: Office) -> None:
    row = contact(office, conversation(office), Person("张三示例", "13800000000", ID_NUMBER))
    assert row.id_sealed is not None
    assert open_contact(KEY, row).id_number == ID_NUMBER
    row.id_sealed = b"broken"
    assert open_phone(KEY, row) == "13800000000"


def test_a_person_without_an_id_number_has_none_sealed(office: Office) -> None:
    assert contact(office, conversation(office)).id_sealed is None


def test_a_contact_is_found_by_its_telephone_and_its_last_digits(office: Office) -> None:
    row = contact(office, conversation(office))
    other = contact(office, conversation(office), Person("李四示例", "13900000001"))
    assert contacts_of_phone(office.session, KEY, "13800000000") == [row]
    assert tail_matches(KEY, row, "0000")
    assert not tail_matches(KEY, other, "0000")


def test_the_index_key_is_made_once_and_kept_sealed(office: Office) -> None:
    first = index_key(office.session, OLD, NOW)
    assert index_key(office.session, Keyring(NEW, (OLD,)), NOW) == first
    (row,) = office.session.scalars(select(SealedKey))
    assert first not in row.sealed


def test_without_its_key_no_number_can_be_looked_up(office: Office) -> None:
    row = contact(office, conversation(office), keys=OLD)
    assert not tail_matches(NEW, row, "0000")
    with pytest.raises(Unopened):
        find_index_key(office.session, NEW)


def test_contacts_of_before_there_was_an_index_key_are_still_found(office: Office) -> None:
    """Their digests were made with the contact key, and what was sealed bore no key id."""
    derived = hashlib.sha256(b"talent-assistant contact\0" + OLD).digest()
    nonce, ref = os.urandom(12), "ct_before"
    plain = json.dumps({"name": "张三示例", "phone": "13800000000"}, ensure_ascii=False).encode()

    def digest(purpose: str, value: str) -> str:
        return hmac.new(derived, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()

    row = Contact(
        ref=ref, conversation_id="cv_before", sealed=nonce + AESGCM(derived).encrypt(nonce, plain, ref.encode()),
        phone_digest=digest("phone", "13800000000"), tail_digest=digest(ref, "0000"), consent_version="2026-11",
        created_at=NOW,
    )  # fmt: skip
    office.session.add(row)
    office.session.flush()
    ring = Keyring(NEW, (OLD,))
    assert open_contact(ring, row) == Person("张三示例", "13800000000")
    same = contact(office, conversation(office), keys=ring)
    assert tail_matches(ring, row, "0000")
    assert contacts_of_phone(office.session, ring, "13800000000") == [row, same]
