"""Canned replies 常用答复: prepared texts of the staff, with the clauses that they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from knowledge.blocks import Text
from knowledge.handover.rules import rules
from knowledge.handover.wording import words
from knowledge.models import CannedReply, Clause
from knowledge.office import Office
from knowledge.trace import row_of


class CannedRefused(ValueError):
    """A canned reply is empty, too long, or names a clause that there is not; the message says which."""


def canned_replies(office: Office, wanted: str = "") -> list[CannedReply]:
    """Return the active canned replies by title, those with `wanted` in title or text if it is given."""
    query = select(CannedReply).where(CannedReply.active)
    if wanted:
        columns = (CannedReply.title, CannedReply.text)
        query = query.where(or_(*(column.contains(wanted, autoescape=True) for column in columns)))
    rows = office.session.scalars(query.order_by(CannedReply.title, CannedReply.id))
    return [row for row in rows if office.show_examples or not row.illustrative]


def save_canned(
    office: Office,
    code: str,
    by: str,
    title: str,
    text: str,
    clauses: Sequence[str] = (),
    *,
    illustrative: bool = False,
) -> CannedReply:
    """Write a canned reply or change the one with this code; `clauses` are references such as `clause:hongyan-2023/…`.

    Raises `CannedRefused`. The caller commits.
    """
    said, longest = text.strip(), rules().message_length
    if not title.strip() or not said or len(said) > longest:
        raise CannedRefused(f"a title and 1 to {longest} characters were expected, came {len(said)}")
    unknown = [name for name in clauses if not isinstance(row_of(office.session, name), Clause)]
    if unknown:
        raise CannedRefused(f"no such clause: {', '.join(unknown)}")
    row = office.session.scalar(select(CannedReply).where(CannedReply.code == code))
    if row is None:
        row = CannedReply(code=code)
        office.session.add(row)
    row.title, row.text, row.clauses, row.illustrative = title.strip(), said, list(clauses), illustrative
    row.active, row.updated_by, row.updated_at = True, by, office.now
    office.session.flush()
    return row


def retire_canned(office: Office, code: str, by: str) -> bool:
    """Take a canned reply out of use; False if there is none of this code in use."""
    row = office.session.scalar(select(CannedReply).where(CannedReply.code == code, CannedReply.active))
    if row is None:
        return False
    row.active, row.updated_by, row.updated_at = False, by, office.now
    return True


def basis_of(office: Office, row: CannedReply) -> tuple[Text, ...]:
    """Return what stands below a canned reply: title, number and clause of each basis that is still there."""
    found = [row_of(office.session, name) for name in row.clauses]
    clauses = [clause for clause in found if isinstance(clause, Clause)]
    lines = [
        words("zh", "basis", title=c.document.title, number=c.document.number or "", clause=c.path) for c in clauses
    ]
    return (Text(role="points", items=tuple(lines)),) if lines else ()
