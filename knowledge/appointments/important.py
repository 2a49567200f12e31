"""What must be told with every step about a service: the important clauses of its policies."""

from __future__ import annotations

from sqlalchemy import select

from knowledge.answers.policies import important_clauses
from knowledge.appointments.once import once
from knowledge.models import Clause, Document, Policy, Service
from knowledge.office import Office
from knowledge.subjects import policies_of


def important_of(office: Office, service: Service) -> tuple[Clause, ...]:
    """Return the important clauses of the policies that a service rests on."""
    return once(office, ("important", service.code), lambda: _important(office, service))


def _important(office: Office, service: Service) -> tuple[Clause, ...]:
    # Few policies have any: whole policies are read only where there is something to tell.
    query = select(Policy.id).join(Document).join(Clause).where(Policy.code.in_(service.policies), Clause.important)
    if not service.policies or office.session.scalar(query.limit(1)) is None:
        return ()
    policies = policies_of(office, service)
    return tuple(clause for policy in policies for clause in important_clauses(policy, office.today))
