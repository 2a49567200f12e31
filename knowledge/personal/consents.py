"""Consents: the words that were shown, that they were agreed to, and that the agreement was taken back."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from sqlalchemy import select, update

from knowledge.models import Consent, ConsentText
from knowledge.office import Office

Purpose = Literal["contact", "id_number"]
CONTACT: Purpose = "contact"
ID_NUMBER: Purpose = "id_number"
_LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Words:
    """A consent as it is shown: for which purpose, which version, in which language."""

    purpose: str
    version: str
    language: str
    text: str

    @property
    def key(self) -> str:
        """The name under which a form keeps which words it showed."""
        return f"{self.purpose}/{self.version}/{self.language}"


def current(purpose: Purpose, language: str = "zh") -> Words:
    """Return the newest words of a consent."""
    newest = _file()[purpose][-1]
    return Words(purpose, newest["version"], language, newest[language])


def words_of(key: str) -> Words:
    """Return the words of a `key`; raise `KeyError` if there never were such."""
    purpose, version, language = key.split("/")
    for row in _file()[purpose]:
        if row["version"] == version:
            return Words(purpose, version, language, row[language])
    raise KeyError(key)


def digest_of_version(row: dict[str, Any]) -> str:
    """Return the digest of a version's texts, which its entry in the file must bear."""
    return hashlib.sha256("\n".join(row[language] for language in _LANGUAGES).encode()).hexdigest()


def record(office: Office, contact_ref: str, keys: Iterable[str]) -> None:
    """Keep that a person agreed, with the words he agreed to; one that stands is not written twice."""
    session = office.session
    for key in keys:
        words = words_of(key)
        place = (words.purpose, words.version, words.language)
        if session.get(ConsentText, place) is None:
            session.merge(ConsentText(**_columns(words), text=words.text, first_used_at=office.now))
        if not any(_same(row, words) for row in standing(office, contact_ref)):
            session.add(Consent(contact_ref=contact_ref, **_columns(words), given_at=office.now))
        session.flush()


def standing(office: Office, contact_ref: str) -> list[Consent]:
    """Return the consents to the use of this contact that were not taken back, oldest first."""
    query = select(Consent).where(Consent.contact_ref == contact_ref, Consent.withdrawn_at.is_(None))
    return list(office.session.scalars(query.order_by(Consent.id)))


def take_back(office: Office, contact_refs: Iterable[str]) -> int:
    """Note that the consents to these contacts end now; return how many did."""
    refs = list(contact_refs)
    ended = [row for ref in refs for row in standing(office, ref)]
    office.session.execute(
        update(Consent).where(Consent.id.in_([row.id for row in ended])).values(withdrawn_at=office.now)
    )
    return len(ended)


def every_version() -> dict[str, list[dict[str, Any]]]:
    """Return all versions of all consents, by purpose, oldest first."""
    return _file()


def _same(row: Consent, words: Words) -> bool:
    return (row.purpose, row.version) == (words.purpose, words.version)


def _columns(words: Words) -> dict[str, str]:
    return {"purpose": words.purpose, "version": words.version, "language": words.language}


@functools.cache
def _file() -> dict[str, list[dict[str, Any]]]:
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (Path(__file__).parent / "consents.yml").read_text("utf-8")
    )
    return loaded
