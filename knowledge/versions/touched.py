"""What a new version touches: answers that were given, rules of eligibility, and visits that are booked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from knowledge.models import Appointment, Document, RuleSet, Service, Turn
from knowledge.office import Office
from knowledge.versions.difference import Difference, difference_of
from knowledge.versions.in_force import version_before

_CHANGES_TEXT = ("supersedes", "amends", "repeals")


class NoDocument(LookupError):
    """There is no document with this code."""


@dataclass(frozen=True)
class TouchedRule:
    """A rule of a set that rests on a clause which changed, went, or may mean something else now."""

    rule_set: str
    text: str
    clause: str


@dataclass(frozen=True)
class Touched:
    """All that a document touches.

    `partly` are clauses of other documents, as code and path, that it changes alone; `receipts` are numbers of kept
    answers that read a changed clause; `rules` rest on one; `visits` are still to come, of services on the policy.
    """

    document: Document
    differences: tuple[Difference, ...]
    partly: tuple[tuple[str, str], ...]
    receipts: tuple[str, ...]
    rules: tuple[TouchedRule, ...]
    visits: tuple[Appointment, ...]


def touched_by(office: Office, code: str) -> Touched:
    """Return what a document touches; raise `NoDocument` if it is not held."""
    document = office.session.scalar(select(Document).where(Document.code == code))
    if document is None:
        raise NoDocument(code)
    differences = tuple(difference_of(older, document) for older in _replaced(office, document))
    partly = tuple(
        (relation.target, path)
        for relation in document.relations
        if relation.type in _CHANGES_TEXT and relation.target
        for path in relation.clauses
    )
    changed = {
        (difference.before.code, change.before.path)
        for difference in differences
        for change in difference.changes
        if change.before is not None
    } | set(partly)
    return Touched(
        document,
        differences,
        partly,
        receipts=tuple(_receipts(office, changed)),
        rules=tuple(_rules(office, changed)),
        visits=tuple(_visits(office, document)),
    )


def touched_lines(office: Office, touched: Touched) -> Iterator[str]:
    """Yield the report, for the command line and the desk."""
    document = touched.document
    yield f"{document.code}\t{document.title}"
    for difference in touched.differences:
        counts = ", ".join(
            f"{kind} {sum(change.kind == kind for change in difference.changes)}"
            for kind in ("changed", "added", "removed", "renumbered")
        )
        yield f"takes the place of\t{difference.before.code}\t{counts}, same {difference.same}"
        for callout in difference.callouts:
            before = callout.before_amount if callout.before_amount is not None else callout.before
            after = callout.after_amount if callout.after_amount is not None else callout.after
            yield f"{callout.point}\t{callout.name}\t{before or '-'} -> {after or '-'}"
    for code, path in touched.partly:
        yield f"changes\t{code}\t{path}"
    if not touched.differences and not touched.partly:
        yield "touches no other document that is held"
    yield f"answers given on changed clauses\t{len(touched.receipts)}"
    yield from (f"receipt\t{number}" for number in touched.receipts)
    yield f"rules of eligibility on changed clauses\t{len(touched.rules)}"
    yield from (f"rule\t{rule.rule_set}\t{rule.clause}\t{rule.text}" for rule in touched.rules)
    yield f"visits to come for services on this policy\t{len(touched.visits)}"
    for visit in touched.visits:
        service = office.session.get(Service, visit.service_id)
        yield f"visit\t{visit.code}\t{visit.day}\t{service.name if service is not None else ''}"


def _replaced(office: Office, document: Document) -> list[Document]:
    """The documents whose text this one takes the place of: those it names, else the version before it."""
    codes = [
        relation.target
        for relation in document.relations
        if relation.type in _CHANGES_TEXT and relation.target and not relation.clauses
    ]
    found = list(office.session.scalars(select(Document).where(Document.code.in_(codes)).order_by(Document.id)))
    before = version_before(document.policy, document)
    if before is not None and before not in found:
        found.append(before)
    return found


def _receipts(office: Office, changed: set[tuple[str, str]]) -> Iterator[str]:
    read = {f"clause:{code}/{path}" for code, path in changed}
    turns = office.session.execute(select(Turn.receipt, Turn.read).where(Turn.receipt.is_not(None)).order_by(Turn.id))
    return (number for number, rows in turns if read.intersection(rows))


def _rules(office: Office, changed: set[tuple[str, str]]) -> Iterator[TouchedRule]:
    codes = {code for code, _ in changed}
    sets = office.session.scalars(select(RuleSet).where(RuleSet.source.in_(codes), RuleSet.active))
    for rule_set in sets:
        for rule in rule_set.rules:
            # A rule without a clause rests on the whole document.
            if not rule.clause or (rule_set.source, rule.clause) in changed:
                yield TouchedRule(rule_set.code, rule.text, rule.clause)


def _visits(office: Office, document: Document) -> Iterator[Appointment]:
    services = office.session.scalars(select(Service).order_by(Service.id))
    wanted = [service.id for service in services if document.policy.code in service.policies]
    query = select(Appointment).where(
        Appointment.service_id.in_(wanted), Appointment.status == "confirmed", Appointment.day >= office.today
    )
    return iter(office.session.scalars(query.order_by(Appointment.day, Appointment.id)).all())
