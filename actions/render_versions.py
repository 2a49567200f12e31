"""Which version answered: what is said of a day in the past or future, and of changes of single clauses."""

from __future__ import annotations

from datetime import timedelta

from actions.answer import Answer
from actions.offers import ask, standing
from actions.wording import date_words, listed, names, phrase
from knowledge.answers import EntryFinding, Finding, NoVersion, PolicyFinding, ServiceFinding
from knowledge.answers.findings import Then
from knowledge.blocks import Payload
from knowledge.models import Document, DocumentRelation, Entry
from knowledge.subjects import subject_id
from knowledge.versions.in_force import begins_on
from language.dates.as_of import AsOf

_DAY = timedelta(days=1)


def days_words(as_of: AsOf) -> str:
    """Name the days that are asked about: 2023年, 2024年3月, 2024年11月30日."""
    first, last = as_of.first, as_of.last
    if first == last:
        return date_words(first)
    if first.day == 1 and (last + _DAY).day == 1 and first.year == last.year:
        if first.month == last.month:
            return phrase("versions.month", year=first.year, month=first.month)
        if (first.month, last.month) == (1, 12):
            return phrase("versions.year", year=first.year)
        return phrase("versions.months", year=first.year, first=first.month, last=last.month)
    return phrase("versions.days", first=date_words(first), last=date_words(last))


def conclude_then(answer: Answer, finding: PolicyFinding) -> None:
    """Say first of which days the answer speaks."""
    if finding.then is None:
        return
    when = days_words(finding.then.as_of)
    answer.cite(when)
    if finding.aspect != "validity":
        answer.conclude(phrase("versions.then", when=when))


def tell_then(answer: Answer, finding: PolicyFinding) -> None:
    """Say how the version of then stands to the one of today."""
    then = finding.then
    if then is None:
        return
    answer.cite(then.present)
    lines = [_to_present(finding.document, then)]
    if then.before is not None:
        answer.cite(then.before)
        begins = begins_on(finding.document)
        if begins is not None:
            day = date_words(begins)
            lines.append(phrase("versions.before", when=days_words(then.as_of), day=day, title=then.before.title))
    if not then.dated:
        lines.append(phrase("versions.undated"))
    answer.notice("validity", "".join(lines))


def tell_changes(answer: Answer, changes: tuple[DocumentRelation, ...]) -> None:
    """Say what changed single clauses of those that are shown."""
    for change in changes:
        answer.cite(change, change.document)
        values = {"document": change.document.title, "clauses": listed(change.clauses)}
        amends = change.type == "amends"
        if change.since is not None:
            key = "versions.changed" if amends else "versions.repealed"
            told = phrase(key, **values, day=date_words(change.since))
        else:
            told = phrase("versions.changed_undated" if amends else "versions.repealed_undated", **values)
        answer.notice("important", told + change.note)


def render_no_version(answer: Answer, finding: NoVersion) -> None:
    """Say that no text of those days is held, and which is the oldest."""
    policy, held = finding.policy, finding.held
    answer.subject = subject_id(policy)
    when = days_words(finding.as_of)
    answer.cite(policy, held, when, *names("office").values())
    answer.conclude(phrase("versions.none", when=when, name=policy.name))
    day = begins_on(held) or held.as_of
    told = phrase("versions.held", title=held.title, day=date_words(day)) if day is not None else ""
    answer.points([told or phrase("versions.held_undated", title=held.title)])
    answer.say(phrase("nothing.hotline", hotline=names("office")["hotline"]))
    answer.choose([(phrase("choices.now"), ask("overview", answer.subject)), *standing("handoff")])


def tell_only_now(answer: Answer, finding: Finding, as_of: AsOf) -> None:
    """Say so where what answers is kept for today alone."""
    when = days_words(as_of)
    if isinstance(finding, ServiceFinding):
        answer.cite(when)
        answer.notice("validity", phrase("versions.only_now", when=when))
    if isinstance(finding, EntryFinding) and not _speaks_of(finding.entry, as_of):
        answer.cite(when)
        answer.notice("validity", phrase("versions.not_then", when=when))


def _speaks_of(entry: Entry, as_of: AsOf) -> bool:
    return (entry.valid_from is not None or entry.valid_to is not None) and not (
        (entry.valid_from is not None and as_of.last < entry.valid_from)
        or (entry.valid_to is not None and as_of.first > entry.valid_to)
    )


def offer_now(finding: PolicyFinding) -> tuple[tuple[str, Payload], ...]:
    """Return a button that asks the same of today, where today's text is another."""
    if finding.then is None or finding.then.present is finding.document:
        return ()
    return ((phrase("choices.now"), ask(finding.aspect, subject_id(finding.service or finding.policy))),)


def _to_present(document: Document, then: Then) -> str:
    if then.present is document:
        return phrase("versions.same")
    return phrase("versions.present", title=then.present.title)
