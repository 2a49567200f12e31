"""政策找人: what fits a profile that staff typed, with the condition that decides and its clause; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.eligibility.estimate import payments_of
from knowledge.eligibility.expressions import reasons_in
from knowledge.eligibility.fields import Field, fields
from knowledge.eligibility.gaps import Gap, gaps, unmet
from knowledge.eligibility.programme import Criterion, Programme, programmes
from knowledge.eligibility.truth import Truth
from knowledge.eligibility.verdict import Known, Verdict, judge
from knowledge.models import Benefit, Service
from knowledge.office import Office
from knowledge.subjects import find_subject, services_of

_ORDER = (Truth.YES, Truth.PERSON, Truth.UNKNOWN, Truth.NO)
_KINDS = ("service", "topic", "policy")
_MOST_SERVICES = 3


@dataclass(frozen=True)
class Fit:
    """How a programme fits: the verdict and the condition that decides it, with where it stands.

    `missing` are the names of the facts that would tell more, `bars` what is short of the condition, `reasons` why a
    person decides, `benefits` and `services` what comes of it.
    """

    programme: Programme
    truth: Truth
    classes: tuple[str, ...]
    criterion: Criterion | None
    bars: tuple[Gap, ...]
    missing: tuple[str, ...]
    reasons: tuple[str, ...]
    benefits: tuple[Benefit, ...]
    services: tuple[Service, ...]

    @property
    def basis(self) -> str:
        """The clause of the condition, else what the record rests on."""
        clause = self.criterion.clause if self.criterion is not None else None
        if clause is not None:
            return clause.path
        return self.programme.entry.source if self.programme.entry is not None else ""


@dataclass(frozen=True)
class Matrix:
    """Persons by programmes: one verdict and one deciding condition for each pair, in the order of both."""

    programmes: tuple[Programme, ...]
    rows: tuple[tuple[str, tuple[Fit, ...]], ...]

    def count(self, number: int, truth: Truth) -> int:
        """Tell how many persons have a verdict with the `number`-th programme."""
        return sum(fits[number].truth == truth for _, fits in self.rows)


def asked_fields(office: Office, audience: str) -> list[Field]:
    """Return the facts that the programmes of an audience depend on, in the order of the file of fields.

    The options of a choice are those of all these programmes.
    """
    used: dict[str, Field] = {}
    for programme in programmes(office, audience):
        for code in programme.named_fields():
            own = programme.fields[code]
            # A programme may offer options of its own where the file has none.
            if code not in used or (not used[code].options and own.options):
                used[code] = own
    order = list(fields())
    return sorted(used.values(), key=lambda field: order.index(field.code))


def match(office: Office, audience: str, known: Known) -> list[Fit]:
    """Return every programme of an audience with what follows for this profile: what is met first."""
    found = [_fit(office, programme, known) for programme in programmes(office, audience)]
    return sorted(found, key=lambda fit: _ORDER.index(fit.truth))


def matrix(office: Office, audience: str, people: Sequence[tuple[str, Known]]) -> Matrix:
    """Return the verdict of each person on each programme; a person is a label and what is known."""
    all_of_them = tuple(programmes(office, audience))
    rows = tuple((label, tuple(_fit(None, programme, known) for programme in all_of_them)) for label, known in people)
    return Matrix(all_of_them, rows)


def _fit(office: Office | None, programme: Programme, known: Known) -> Fit:
    """Judge one programme; services are looked for where there is an office."""
    verdict = judge(programme, known)
    criterion = _deciding(programme, verdict, known)
    codes = [one.code for one in verdict.chosen]
    no = verdict.truth == Truth.NO
    missing: dict[str, None] = {}
    if verdict.truth == Truth.UNKNOWN:
        rows = verdict.of(Truth.UNKNOWN)
        missing = {programme.fields[code].label: None for row in rows for code in row.fields if code not in known}
    return Fit(
        programme, verdict.truth, tuple(one.name for one in verdict.chosen), criterion,
        gaps(criterion.expression, known) if criterion is not None and no else (), tuple(missing),
        tuple(dict.fromkeys(reasons_in(criterion.expression)))
        if criterion is not None and verdict.truth == Truth.PERSON
        else (),
        () if no or (programme.classes and not codes)
        else tuple(payment.benefit for payment in payments_of(programme, codes)),
        _services(office, programme) if office is not None and not no else (),
    )  # fmt: skip


def _deciding(programme: Programme, verdict: Verdict, known: Mapping[str, object]) -> Criterion | None:
    """Return the condition that bars, or the first that is open; where all is met the first of all."""
    bars = unmet(verdict, known) if verdict.truth == Truth.NO else verdict.of(verdict.truth)  # type: ignore[arg-type]
    return next(iter(bars or programme.every()), None)


def _services(office: Office, programme: Programme) -> tuple[Service, ...]:
    """The services by which it is applied for: those that the rules name, else those of the topic or the policy."""
    for kind in _KINDS:
        found: dict[str, Service] = {}
        for identifier in programme.subjects:
            subject = find_subject(office, identifier) if identifier.startswith(f"{kind}:") else None
            if subject is not None:
                found |= {service.code: service for service in services_of(office, subject)}
        if found:
            return tuple(found.values())[:_MOST_SERVICES]
    return ()
