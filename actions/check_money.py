"""What may be expected, with the formula shown and split by years; every number of it is an input or its product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.answer import Answer
from actions.check_words import fen_words
from actions.wording import listed, phrase
from knowledge.eligibility.estimate import Estimate, estimate, payments_of
from knowledge.eligibility.fields import Field
from knowledge.eligibility.programme import Programme
from knowledge.eligibility.values import FEN
from knowledge.eligibility.verdict import Known
from knowledge.formula import Formula

_PLAIN_UNIT = "元"


@dataclass(frozen=True)
class Told:
    """An estimate and the field it rests on, if it rests on one."""

    estimate: Estimate
    field: Field | None

    def sentence(self, what: str) -> str:
        """Return the estimate as a conclusion."""
        benefit = self.estimate.payment.benefit
        amount = fen_words(self.estimate.amount)
        if self.field is None:
            unit = benefit.unit.removeprefix(_PLAIN_UNIT)
            return phrase("verdict.fixed", what=what, benefit=benefit.name, amount=amount + unit)
        return phrase("verdict.amount", what=what, benefit=benefit.name, amount=amount)

    def lines(self) -> list[str]:
        """Return the formula and the parts by year."""
        made, benefit = self.estimate, self.estimate.payment.benefit
        return [
            self._formula(),
            *([self._parts()] if made.parts else []),
            *([benefit.payout_text] if not made.parts else []),
        ]

    def formulas(self) -> list[Formula]:
        """Return the calculation as formulas that are worked out again before the reply leaves."""
        made, benefit = self.estimate, self.estimate.payment.benefit
        amount, parts = fen_words(made.amount), [fen_words(part) for part in made.parts]
        found = []
        if made.base is not None and made.product is not None and made.payment.factor is not None:
            product = fen_words(made.product)
            found.append(Formula("product", (_factor(made.payment.factor), fen_words(made.base)), product))
            if made.capped and benefit.amount_max is not None:
                found.append(Formula("least", (product, fen_words(benefit.amount_max * FEN)), amount))
        if parts:
            shares = zip(benefit.payout[:-1], parts, strict=False)
            found += [Formula("product", (f"{share}%", amount), part) for share, part in shares]
            # What rounding leaves goes to the last part.
            found.append(Formula("difference", (amount, *parts[:-1]), parts[-1]))
        return found

    def _formula(self) -> str:
        made, benefit = self.estimate, self.estimate.payment.benefit
        if self.field is None or made.base is None or made.product is None or made.payment.factor is None:
            unit = benefit.unit.removeprefix(_PLAIN_UNIT)
            return phrase("money.fixed", benefit=benefit.name, amount=fen_words(made.amount), unit=unit)
        formula = phrase(
            "money.product", benefit=benefit.name, factor=_factor(made.payment.factor), label=self.field.label,
            base=fen_words(made.base), product=fen_words(made.product),
        )  # fmt: skip
        if benefit.amount_max is None:
            return formula
        cap = fen_words(benefit.amount_max * FEN)
        if made.capped:
            return phrase("money.capped", formula=formula, cap=cap, amount=fen_words(made.amount))
        return phrase("money.limited", formula=formula, cap=cap)

    def _parts(self) -> str:
        parts = self.estimate.parts
        told = [phrase("money.part", year=year, amount=fen_words(part)) for year, part in enumerate(parts, 1)]
        return phrase("money.parts", count=len(parts), parts=listed(told))


def told_estimates(programme: Programme, classes: Sequence[str], known: Known) -> list[Told]:
    """Return what may be expected for these classes, as far as it is known; the class's own benefit first."""
    rows = sorted(payments_of(programme, classes), key=lambda row: not row.talent_class)
    made = [estimate(row, known) for row in rows if classes or not programme.classes]
    return [
        Told(one, programme.fields[one.payment.field] if one.payment.field else None) for one in made if one is not None
    ]


def tell_money(answer: Answer, programme: Programme, classes: Sequence[str], known: Known) -> None:
    """Add the estimates; the benefits and what was said are the evidence, the rest is reckoned from them."""
    told = told_estimates(programme, classes, known)
    lines: list[str] = []
    for one in told:
        made = one.estimate
        answer.cite(made.payment.benefit, _factor(made.payment.factor), str(len(made.parts)))
        # The base is what the applicant said, perhaps some turns ago.
        answer.cite(*([fen_words(made.base)] if made.base is not None else []))
        answer.reckon(*one.formulas())
        answer.cite(*(str(year) for year in range(1, len(made.parts) + 1)))
        lines += one.lines()
    if any(one.field is not None for one in told):
        lines.append(phrase("money.only_tax"))
    answer.points(lines)


def _factor(factor: Decimal | None) -> str:
    """Write a factor; one below 1 as per cent."""
    if factor is None:
        return ""
    return f"{factor * 100:f}%".replace(".00", "") if factor < 1 else f"{factor.normalize():f}"
