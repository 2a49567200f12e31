"""A finding about a policy as reply blocks."""

from __future__ import annotations

import re
from datetime import date

from actions.answer import Answer
from actions.offers import NEXT, offer_aspects
from actions.render_versions import conclude_then, days_words, tell_changes, tell_then
from actions.wording import date_words, listed, money, names, phrase
from knowledge.answers import PolicyFinding
from knowledge.blocks import Citation
from knowledge.models import Benefit, Clause, Document
from knowledge.validity import Validity, validity_on

CONCLUSION_LENGTH = 60
_MOST_POINTS = 8
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")


def render_policy(answer: Answer, finding: PolicyFinding, today: date, *, bookable: str = "") -> None:
    """Add conclusion, points, notices, basis and next steps; `bookable` is the id of a service to offer a visit for."""
    policy, document = finding.policy, finding.document
    service = finding.service
    answer.subject = f"service:{service.code}" if service is not None else f"policy:{policy.code}"
    answer.cite(policy, document, *finding.clauses, *finding.benefits, *finding.conditions, *finding.important)
    answer.cite(*names("provenance").values(), *names("office").values())
    conclude_then(answer, finding)
    conclude(answer, _conclusion(finding), finding.validity if finding.aspect != "validity" else None)
    answer.points(_points(finding)[:_MOST_POINTS])
    _notices(answer, finding)
    tell_then(answer, finding)
    tell_changes(answer, finding.changes)
    for clause in finding.clauses or _basis_clauses(document):
        answer.cite(clause)
        answer.add(citation(clause, finding.validity))
    add_important(answer, finding.important, today)
    known = NEXT if service is not None else finding.known
    bookable = answer.subject if service is not None and service.bookable else bookable
    offer_aspects(answer, answer.subject, known, finding.aspect, bookable=bookable)


def citation(clause: Clause, validity: Validity) -> Citation:
    """Return the basis: the clause with its document, validity and provenance."""
    document = clause.document
    policy = document.policy
    return Citation(
        policy=policy.name,
        title=document.title,
        number=document.number,
        clause=clause.path,
        wording="original" if document.wording == "original" else "summary",
        text=clause.text,
        in_force_from=date_words(document.effective_from) if document.effective_from else None,
        in_force_to=date_words(document.effective_to) if document.effective_to else None,
        validity=validity_words(validity),
        provenance=document.provenance,  # type: ignore[arg-type]  # a CHECK of the table holds it
        provenance_label=names("provenance")[document.provenance],
        source=document.source,
        as_of=date_words(document.as_of) if document.as_of else None,
        link=document.source_url,
        document=f"/api/policies/{policy.code}/documents/{document.code}",
        owner=policy.owner or None,
        telephone=policy.telephone,
    )


def conclude(answer: Answer, sentence: str, validity: Validity | None) -> None:
    """Say a conclusion; a document that is not simply in force says so first."""
    if validity is None or not validity.warns:
        answer.conclude(sentence)
        return
    prefixed = phrase("policy.prefixed", validity=validity_words(validity), conclusion=sentence)
    if len(prefixed) <= CONCLUSION_LENGTH:
        answer.conclude(prefixed)
    else:
        answer.conclude(phrase("policy.warned", validity=validity_words(validity)))
        answer.conclude(sentence)


def _conclusion(finding: PolicyFinding) -> str:
    policy, document = finding.policy, finding.document
    if finding.aspect == "validity" and finding.then is not None:
        when = days_words(finding.then.as_of)
        return phrase("versions.validity_then", name=policy.name, when=when, validity=validity_words(finding.validity))
    if finding.aspect == "validity":
        return phrase("policy.validity_now", name=policy.name, validity=validity_words(finding.validity))
    if finding.aspect == "source":
        if document.number:
            return phrase("policy.source_numbered", title=document.title, number=document.number)
        return phrase("policy.source_plain", name=policy.name, title=document.title)
    if finding.aspect == "contact":
        return phrase("policy.contact", name=policy.name, owner=policy.owner)
    single = finding.benefits[0] if len(finding.benefits) == 1 and finding.aspect == "amount" else None
    if single is not None and single.category:
        if single.amount_max:
            return phrase("policy.class_amount", name=policy.name, benefit=single.name, amount=_most(single))
        return phrase("policy.class_words", name=policy.name, benefit=single.name, words=single.amount_expr)
    if finding.aspect == "overview" and not (finding.clauses and finding.clauses[0].conclusion):
        return policy.summary
    return finding.clauses[0].conclusion or phrase(
        "policy.plain", name=policy.name, aspect=names("aspects")[finding.aspect]
    )


def _points(finding: PolicyFinding) -> list[str]:
    if finding.aspect in ("validity", "source"):
        return _document_points(finding)
    if finding.aspect == "contact":
        telephone = finding.policy.telephone
        if telephone:
            return [phrase("policy.telephone", telephone=telephone)]
        return [phrase("policy.no_telephone", hotline=names("office")["hotline"])]
    if finding.benefits:
        points = [line for benefit in finding.benefits for line in _benefit_lines(benefit, len(finding.benefits) == 1)]
        return [*points, *_payout_elsewhere(finding)]
    if finding.conditions:
        rows = [
            phrase("policy.hardness", hardness=names("hardness")[row.hardness], text=row.text)
            for row in finding.conditions
        ]
        return list(dict.fromkeys(rows))
    return [sentence for clause in finding.clauses for sentence in _sentences(clause)]


def _payout_elsewhere(finding: PolicyFinding) -> list[str]:
    """A question for the amount is also answered with how it is paid."""
    if finding.aspect != "amount" or any(benefit.payout for benefit in finding.benefits):
        return []
    return [clause.conclusion for clause in finding.clauses if "payout" in clause.about and clause.conclusion]


def _benefit_lines(benefit: Benefit, alone: bool) -> list[str]:
    lines = []
    if not alone:
        if benefit.amount_max:
            lines.append(phrase("policy.benefit_max", name=benefit.name, amount=_most(benefit)))
        else:
            lines.append(phrase("policy.benefit_words", name=benefit.name, words=benefit.amount_expr))
        if benefit.amount_max and benefit.amount_expr and benefit.amount_expr not in lines[-1]:
            lines[-1] = phrase("policy.benefit_more", line=lines[-1], words=benefit.amount_expr)
        return lines
    if benefit.amount_expr:
        lines.append(phrase("policy.calculation", words=benefit.amount_expr))
    parts = listed(f"{share}%" for share in benefit.payout)
    if parts and benefit.payout_text:
        lines.append(phrase("policy.payout", words=benefit.payout_text, parts=parts))
    elif parts or benefit.payout_text:
        lines.append(benefit.payout_text or phrase("policy.payout_parts", parts=parts))
    if benefit.tax_free:
        lines.append(phrase("policy.tax_free"))
    if benefit.payee:
        lines.append(phrase("policy.payee", payee=benefit.payee))
    return lines


def _most(benefit: Benefit) -> str:
    """The highest amount, by the month or year where it is paid so."""
    return f"{money(benefit.amount_max or 0)}{benefit.unit.removeprefix('元')}"


def validity_words(validity: Validity) -> str:
    """Name a validity."""
    return names("validities")[validity.label]


def _document_points(finding: PolicyFinding) -> list[str]:
    document = finding.document
    points = []
    if document.issued_by:
        points.append(phrase("policy.issued", names=listed(document.issued_by)))
    if document.published_on:
        points.append(phrase("policy.published", day=date_words(document.published_on)))
    if document.effective_from and document.effective_to:
        start, end = date_words(document.effective_from), date_words(document.effective_to)
        points.append(phrase("policy.in_force", start=start, end=end))
    elif document.effective_from:
        points.append(phrase("policy.in_force_open", start=date_words(document.effective_from)))
    # Where a notice warns of the validity, it tells the basis too.
    if document.validity_basis and (finding.aspect == "validity" or not finding.validity.warns):
        points.append(phrase("policy.validity_basis", basis=document.validity_basis))
    if document.source:
        points.append(phrase("policy.source_of", source=document.source))
    return points


def _basis_clauses(document: Document) -> list[Clause]:
    return document.clauses[:1]


def _sentences(clause: Clause) -> list[str]:
    return [match.group().strip() for match in _SENTENCE.finditer(clause.text) if match.group().strip()]


def _notices(answer: Answer, finding: PolicyFinding) -> None:
    document = finding.document
    if document.provenance == "illustrative":
        answer.notice("example", phrase("notices.example"))
    if document.provenance == "reported":
        answer.notice("hint", phrase("notices.reported"))
    if finding.aspect != "validity":
        notice_validity(answer, document, finding.validity)


def notice_validity(answer: Answer, document: Document, validity: Validity, *, titled: bool = False) -> None:
    """Tell why a document may not be in force; `titled` says which one it is."""
    if validity.warns and document.validity_basis:
        words = validity_words(validity)
        label = phrase("compare.point", name=document.title, words=words) if titled else words
        text = phrase("notices.validity", validity=label, basis=document.validity_basis)
        answer.notice("validity", text)


def add_important(answer: Answer, clauses: tuple[Clause, ...], today: date | None = None) -> None:
    """Show the clauses that must not be missed; given the day, with their basis."""
    for clause in clauses:
        answer.cite(clause)
        answer.notice("important", clause.conclusion or clause.text)
        if today is not None:
            answer.cite(clause.document, clause.document.policy, *names("provenance").values())
            answer.add(citation(clause, validity_on(clause.document, today)))
