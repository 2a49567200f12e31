"""Rotation of the registered telephones of applications; codes live minutes and are left as they are."""

from __future__ import annotations

from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import CaseProgress
from knowledge.personal.keys import Keyring, Sealed, Unopened, newest_id, seal, unseal
from knowledge.progress.importing import phone_place


def rotate_progress(engine: Engine, ring: Keyring, batch: int) -> tuple[int, int]:
    """Seal every telephone again with the newest key; return how many, and how many no key of the ring opens."""
    identifier, after, done, failed = newest_id(ring), 0, 0, 0
    while True:
        with session_factory(engine, writes=True)() as session, session.begin():
            query = select(CaseProgress).where(CaseProgress.key_id != identifier, CaseProgress.id > after)
            rows = session.scalars(query.order_by(CaseProgress.id).limit(batch).with_for_update()).all()
            if not rows:
                return done, failed
            after = rows[-1].id
            for row in rows:
                place = phone_place(row.ref)
                try:
                    sealed = seal(ring, place, unseal(ring, place, Sealed(row.key_id, row.sealed)))
                except Unopened:
                    failed += 1
                    continue
                row.sealed, row.key_id = sealed.data, sealed.key_id
                done += 1
