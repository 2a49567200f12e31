"""Canned replies 常用答复 of the staff, each with the clauses it rests on, which go below it as citations."""

from __future__ import annotations

import re

from sqlalchemy import select

from knowledge.blocks import Citation
from knowledge.models import CannedReply, Clause
from knowledge.office import Office
from knowledge.trace import row_of
from knowledge.validity import validity_on

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_LONGEST_TITLE, _LONGEST_TEXT, _MOST_CLAUSES = 120, 2000, 5
# A basis is not cited when its text is known to be out of force.
_IN_FORCE = ("现行", "即将到期", "有效性待核实")


class CannedRefused(ValueError):
    """A canned reply that cannot be; the message names the sentence: `canned_code`, `canned_text`, `canned_clause`."""


def canned_replies(office: Office) -> list[CannedReply]:
    """Return the canned replies that may be used, by title."""
    wanted = select(CannedReply).where(CannedReply.active).order_by(CannedReply.title, CannedReply.id)
    rows = list(office.session.scalars(wanted))
    return rows if office.show_examples else [row for row in rows if not row.illustrative]


def find_canned(office: Office, code: str) -> CannedReply | None:
    """Return a canned reply by its code."""
    return office.session.scalar(select(CannedReply).where(CannedReply.code == code))


def save_canned(office: Office, code: str, title: str, text: str, clauses: list[str], by: str) -> CannedReply:
    """Make or change a canned reply; each clause must be one that is held. Raise `CannedRefused`."""
    if not _CODE.fullmatch(code):
        raise CannedRefused("canned_code")
    if not title or len(title) > _LONGEST_TITLE or not text or len(text) > _LONGEST_TEXT:
        raise CannedRefused("canned_text")
    if len(clauses) > _MOST_CLAUSES or any(not isinstance(row_of(office.session, one), Clause) for one in clauses):
        raise CannedRefused("canned_clause")
    row = find_canned(office, code) or CannedReply(code=code, illustrative=False)
    row.title, row.text, row.clauses, row.active = title, text, clauses, True
    row.updated_by, row.updated_at = by[:60], office.now
    office.session.add(row)
    office.session.flush()
    return row


def citations_of(office: Office, row: CannedReply, labels: dict[str, str]) -> tuple[Citation, ...]:
    """Return the citations of a canned reply, those of texts in force today; `labels` are the words for provenances."""
    found = []
    for reference in row.clauses:
        clause = row_of(office.session, reference)
        if not isinstance(clause, Clause):
            continue
        document = clause.document
        validity = validity_on(document, office.today).label
        if validity not in _IN_FORCE:
            continue
        begins, ends = document.effective_from, document.effective_to
        found.append(
            Citation(
                policy=document.policy.name, title=document.title, number=document.number, clause=clause.path,
                wording="original" if document.wording == "original" else "summary", text=clause.text,
                in_force_from=begins.isoformat() if begins else None, in_force_to=ends.isoformat() if ends else None,
                validity=validity, provenance=document.provenance,  # type: ignore[arg-type]  # the database checks it
                provenance_label=labels[document.provenance], source=document.source,
                as_of=document.as_of.isoformat() if document.as_of else None, link=document.source_url,
                owner=document.owner or None,
            )
        )  # fmt: skip
    return tuple(found)
