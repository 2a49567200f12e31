"""Rotation of keys: everything sealed is sealed again with the newest key, a few rows at a time.

Each batch is a transaction of its own and tells by its key id that it is done: an interruption loses nothing, and the
next run goes on where the last one stopped.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from knowledge.appointments.contacts import id_place, person_place
from knowledge.database import session_factory
from knowledge.models import Contact, SealedKey
from knowledge.personal.index import PLACE
from knowledge.personal.keys import Keyring, Sealed, Unopened, newest_id, seal, unseal
from knowledge.personal.rotation_progress import rotate_progress
from knowledge.personal.rotation_wechat import rotate_wechat
from knowledge.personal.wechat_seal import Seal

_BATCH = 100


@dataclass(frozen=True)
class Rotated:
    """How many rows were sealed again, how many bore the newest key before, and how many no key of the ring opens."""

    resealed: int
    newest: int
    unopened: int


def rotate(engine: Engine, ring: Keyring, batch: int = _BATCH) -> Rotated:
    """Seal every row again with the newest key; rows that cannot be opened stay as they are and are counted."""
    identifier = newest_id(ring)
    with session_factory(engine)() as session:
        newest = session.scalar(select(func.count(Contact.id)).where(Contact.key_id == identifier)) or 0
    key_resealed, key_unopened = _key(engine, ring, identifier)
    wechat = rotate_wechat(engine, Seal(ring), batch)
    progress = rotate_progress(engine, ring, batch)
    resealed, unopened = key_resealed + wechat[0] + progress[0], key_unopened + wechat[1] + progress[1]
    after = 0
    while True:
        done, failed, last = _batch(engine, ring, identifier, after, batch)
        resealed, unopened = resealed + done, unopened + failed
        if last is None:
            return Rotated(resealed, newest, unopened)
        after = last


def _batch(engine: Engine, ring: Keyring, identifier: str, after: int, size: int) -> tuple[int, int, int | None]:
    done = failed = 0
    with session_factory(engine, writes=True)() as session, session.begin():
        query = select(Contact).where(Contact.key_id != identifier, Contact.id > after).order_by(Contact.id).limit(size)
        rows = session.scalars(query.with_for_update()).all()
        for row in rows:
            try:
                _reseal(ring, row)
            except Unopened:
                failed += 1
            else:
                done += 1
        return done, failed, rows[-1].id if rows else None


def _reseal(ring: Keyring, row: Contact) -> None:
    place, id_number_place = person_place(row.ref), id_place(row.ref)
    # Both are opened before either is changed: a row bears one key id.
    plain = unseal(ring, place, Sealed(row.key_id, row.sealed))
    number = unseal(ring, id_number_place, Sealed(row.key_id, row.id_sealed)) if row.id_sealed is not None else None
    sealed = seal(ring, place, plain)
    row.sealed, row.key_id = sealed.data, sealed.key_id
    row.id_sealed = seal(ring, id_number_place, number).data if number is not None else None


def _key(engine: Engine, ring: Keyring, identifier: str) -> tuple[int, int]:
    with session_factory(engine, writes=True)() as session, session.begin():
        row = session.scalar(select(SealedKey).where(SealedKey.key_id != identifier).with_for_update())
        if row is None:
            return 0, 0
        try:
            sealed = seal(ring, PLACE, unseal(ring, PLACE, Sealed(row.key_id, row.sealed)))
        except Unopened:
            return 0, 1
        row.sealed, row.key_id = sealed.data, sealed.key_id
        return 1, 0
