"""Money that may be expected, in whole fen, by a formula that is shown: min(factor × base, limit), split by years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from knowledge.eligibility.programme import Payment, Programme
from knowledge.eligibility.values import FEN, Span
from knowledge.eligibility.verdict import Known


@dataclass(frozen=True)
class Estimate:
    """What a payment comes to; `base` and `product` are None where the benefit is a fixed sum. All in fen."""

    payment: Payment
    amount: int
    base: int | None = None
    product: int | None = None
    parts: tuple[int, ...] = ()

    @property
    def capped(self) -> bool:
        """Whether the limit of the benefit cut the product."""
        return self.product is not None and self.product > self.amount


def payments_of(programme: Programme, classes: Sequence[str]) -> tuple[Payment, ...]:
    """Return the payments for these classes, and those for everybody."""
    return tuple(row for row in programme.payments if not row.talent_class or row.talent_class in classes)


def needed_field(programme: Programme, classes: Sequence[str], known: Known) -> str:
    """Return the field that a payment for one of these classes still needs, or an empty string."""
    needed = (row.field for row in payments_of(programme, classes) if row.field and row.talent_class)
    return next((field for field in needed if field not in known), "")


def estimate(payment: Payment, known: Known) -> Estimate | None:
    """Return what a payment comes to; None where the base is not known exactly, or no sum is known at all."""
    limit = payment.benefit.amount_max
    cap = limit * FEN if limit is not None else None
    if payment.factor is None:
        return None if cap is None else Estimate(payment, cap, parts=split(cap, payment.benefit.payout))
    value = known.get(payment.field)
    base = value.exact if isinstance(value, Span) else None
    if base is None:
        return None
    product = int((payment.factor * base).quantize(Decimal(1), ROUND_HALF_UP))
    amount = product if cap is None else min(product, cap)
    return Estimate(payment, amount, base, product, split(amount, payment.benefit.payout))


def split(amount: int, shares: Sequence[int]) -> tuple[int, ...]:
    """Split an amount by shares of a hundred; what rounding leaves goes to the last part, so that nothing is lost."""
    if not shares:
        return ()
    parts = [int((Decimal(amount) * share / 100).quantize(Decimal(1), ROUND_HALF_UP)) for share in shares[:-1]]
    return (*parts, amount - sum(parts))
