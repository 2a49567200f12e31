"""The clauses under a canned reply 常用答复 as citations, as they stand under an answer of the assistant."""

from __future__ import annotations

from knowledge.blocks import Citation
from knowledge.models import CannedReply, Clause
from knowledge.office import Office
from knowledge.trace import row_of
from knowledge.validity import validity_on

# A basis is not cited when its text is known to be out of force.
_IN_FORCE = ("现行", "即将到期", "有效性待核实")


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
