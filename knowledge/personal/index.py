"""The index key: telephones are found again by digests made with it, and it stays when contact keys are changed.

It is kept in the database, sealed with the newest contact key: whoever has the database alone can try no number.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.models import Contact, SealedKey
from knowledge.personal.keys import Keyring, Keys, Sealed, derived, seal, unseal

_NAME = "index"
PLACE = "sealed_key|index"
_BYTES = 32


def index_key(session: Session, keys: Keys, now: datetime) -> bytes:
    """Return the index key, made now if there is none; the session must be one for writing. Raises `Unopened`."""
    known = find_index_key(session, keys)
    if known is not None:
        return known
    fresh = _first(session, keys)
    sealed = seal(keys, PLACE, fresh)
    try:
        with session.begin_nested():
            session.add(SealedKey(name=_NAME, key_id=sealed.key_id, sealed=sealed.data, created_at=now))
    except IntegrityError:  # another process was faster: its key stands
        found = find_index_key(session, keys)
        if found is None:
            raise
        return found
    return fresh


def find_index_key(session: Session, keys: Keys) -> bytes | None:
    """Return the index key, or None if nothing was indexed yet. Raises `Unopened`."""
    query = select(SealedKey).where(SealedKey.name == _NAME).execution_options(populate_existing=True)
    row = session.scalar(query)
    return None if row is None else unseal(keys, PLACE, Sealed(row.key_id, row.sealed))


def digest(index: bytes, purpose: str, value: str) -> str:
    """Return the keyed digest of a value; equal values of one purpose have equal digests."""
    return hmac.new(index, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def _first(session: Session, keys: Keys) -> bytes:
    # Contacts from before there was an index key were indexed with the contact key: its digests go on.
    if session.scalar(select(Contact.id).limit(1)) is None:
        return secrets.token_bytes(_BYTES)
    return derived(keys.every[-1] if isinstance(keys, Keyring) else keys)
