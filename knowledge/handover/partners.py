"""Partner services 合作机构: a conversation is passed to one only after the applicant agreed to a text that is kept."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from knowledge.blocks import Choices, Option, Payload, Reply
from knowledge.handover.wording import Language, language_in, language_of, says, told, words
from knowledge.models import PartnerConsent
from knowledge.office import Office


class ConsentMissing(PermissionError):
    """The applicant has not agreed that this partner sees the conversation."""


@dataclass(frozen=True)
class Partner:
    """A partner service: its code, name, how applicants call it, and the text of consent with its version."""

    code: str
    name: str
    named: tuple[str, ...]
    version: str
    consent: tuple[str, ...]
    consent_en: tuple[str, ...]

    @property
    def team(self) -> str:
        """The name of the team that conversations are passed to."""
        return f"partner:{self.code}"

    @property
    def digest(self) -> str:
        """The digest of the text of consent, in both languages."""
        return hashlib.sha256("\n".join((*self.consent, *self.consent_en)).encode()).hexdigest()

    def text(self, language: Language) -> tuple[str, ...]:
        """Return the text of consent."""
        lines = self.consent_en if language == "en" else self.consent
        return tuple(line.format(name=self.name) for line in lines)


@functools.cache
def partners() -> dict[str, Partner]:
    """Return the partners by their codes."""
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "partners.yml").read_text("utf-8"))
    return {code: _partner(code, row) for code, row in data.items()}


def _partner(code: str, row: dict[str, Any]) -> Partner:
    texts = {key: tuple(row[key]) for key in ("named", "consent", "consent_en")}
    return Partner(code, row["name"], version=row["version"], **texts)


def partner_of_team(team: str) -> Partner | None:
    """Return the partner that a team stands for, or None if it is a team of the office."""
    return next((partner for partner in partners().values() if partner.team == team), None)


def ask_consent(office: Office, conversation: str, partner: Partner, by: str) -> Reply:
    """Note that consent was asked for and return the question; `by` is `applicant`, `system` or a staff name."""
    if _open_question(office, conversation, partner.code) is None:
        office.session.add(
            PartnerConsent(
                conversation_id=conversation,
                partner=partner.code,
                version=partner.version,
                digest=partner.digest,
                asked_by=by,
                asked_at=office.now,
            )
        )
        office.session.flush()
    language = language_of(office.session, conversation)
    labels = (words(language, "consent_agree"), words(language, "consent_refuse"))
    choices = Choices(options=tuple(Option(label=label, payload=Payload(text=label)) for label in labels))
    reply = told(words(language, "consent_ask", partner=partner.name), *partner.text(language), status="clarify")
    return reply.model_copy(update={"blocks": (*reply.blocks, choices)})


def has_consent(office: Office, conversation: str, partner: Partner) -> bool:
    """Tell whether the applicant agreed to the present text and did not withdraw."""
    query = select(PartnerConsent.id).where(
        PartnerConsent.conversation_id == conversation,
        PartnerConsent.partner == partner.code,
        PartnerConsent.digest == partner.digest,
        PartnerConsent.given_at.is_not(None),
        PartnerConsent.withdrawn_at.is_(None),
    )
    return office.session.scalar(query.limit(1)) is not None


def read_consent(office: Office, conversation: str, said: str) -> tuple[Partner, bool] | None:
    """Keep a yes or no to the question that is open; return the partner and what was said, None if neither."""
    agreed, refused = says(said, "agree"), says(said, "refuse")
    if not (agreed or refused):
        return None
    row = _open_question(office, conversation)
    # Consent to a text that was changed meanwhile is none: it must be asked anew.
    partner = partners().get(row.partner) if row is not None else None
    if row is None or partner is None or partner.digest != row.digest:
        return None
    row.given_at, row.refused_at = (office.now, None) if agreed else (None, office.now)
    office.session.flush()
    return partner, agreed


def withdraw_consent(office: Office, conversation: str) -> list[Partner]:
    """Withdraw every consent of a conversation; return the partners that it was given for."""
    query = select(PartnerConsent).where(
        PartnerConsent.conversation_id == conversation,
        PartnerConsent.given_at.is_not(None),
        PartnerConsent.withdrawn_at.is_(None),
    )
    rows = list(office.session.scalars(query))
    for row in rows:
        row.withdrawn_at = office.now
    office.session.flush()
    return [partners()[row.partner] for row in rows if row.partner in partners()]


def answer_consent(office: Office, conversation: str, said: str) -> Reply | None:
    """Answer a yes, a no or a withdrawal said while a person is in charge; None if it is none of them."""
    language = language_in(said)
    if says(said, "withdraw"):
        gone = withdraw_consent(office, conversation)
        return told(words(language, "consent_withdrawn", partner=gone[0].name)) if gone else None
    read = read_consent(office, conversation, said)
    if read is None:
        return None
    return told(words(language, "consent_given" if read[1] else "consent_refused"))


def _open_question(office: Office, conversation: str, code: str = "") -> PartnerConsent | None:
    query = select(PartnerConsent).where(
        PartnerConsent.conversation_id == conversation,
        PartnerConsent.given_at.is_(None),
        PartnerConsent.refused_at.is_(None),
    )
    if code:
        query = query.where(PartnerConsent.partner == code)
    return office.session.scalar(query.order_by(PartnerConsent.id.desc()).limit(1))
