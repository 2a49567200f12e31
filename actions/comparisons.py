"""Comparisons: the same dimensions side by side, the difference told and no choice made for the applicant."""

from __future__ import annotations

import re

from actions.answer import Answer
from actions.offers import ask, standing
from actions.render_policy import CONCLUSION_LENGTH, citation
from actions.render_record import entry_citation
from actions.render_service import guide_citation
from actions.sides import Sides, letters_of, sides_of
from actions.told import Told
from actions.turn import Turn
from actions.wording import date_words, listed, money, names, phrase
from knowledge.answers.comparing import DIMENSIONS, Dimension, Side
from knowledge.blocks import Comparison
from knowledge.models import Benefit
from knowledge.office import Office

_AMOUNTS = re.compile("多少|几多|好多|几万|各给|分别给|分别是|各是")
_DIFFERENCE = re.compile("区别|不同|不一样|差别|差异|对比|比较|哪个|哪样|哪种")
_MORE = re.compile("[给拿得补奖]得?[更]?多|更多|钱多|更高|高一?些|划算")
# Which difference is told first.
_TOLD_FIRST: tuple[Dimension, ...] = ("amount", "condition", "audience", "overview", "payout", "level", "validity")


def compare(office: Office, turn: Turn) -> Told:
    """Compare what a turn names, or say what is missing for it."""
    found = sides_of(office, turn)
    if len(found.sides) < 2:
        return _too_few(turn, found)
    answer = _cited(turn, found)
    rows = {dimension: tuple(_cell(side, dimension) for side in found.sides) for dimension in DIMENSIONS}
    rows = {dimension: cells for dimension, cells in rows.items() if dimension != "overview" or any(cells)}
    answer.conclude(_unranked(turn, found.sides, rows) or _conclusion(found.sides, rows))
    # The table has room for how an amount is reckoned, the sentence above it has not.
    rows["amount"] = tuple(_reckoned(side) or cell for side, cell in zip(found.sides, rows["amount"], strict=True))
    table = tuple((names("dimensions")[key], *(cell or phrase("compare.silent") for cell in rows[key])) for key in rows)
    columns = (phrase("compare.corner"), *(side.name for side in found.sides))
    answer.add(Comparison(columns=columns, rows=table))
    answer.say(phrase("compare.yours"))
    _basis(answer, found.sides)
    subjects = {side.subject for side in found.sides}
    offers = {side.subject: (side.policy or side.service or side.entry) for side in found.sides}
    answer.choose([(row.name, ask("overview", key)) for key, row in offers.items() if row is not None])
    return Told(answer.reply("answered"), subjects.pop() if len(subjects) == 1 else "")


def asks_for_amounts(turn: Turn) -> bool:
    """Tell whether a turn asks how much several classes get, and not for their difference."""
    return len(letters_of(turn)) > 1 and bool(_AMOUNTS.search(turn.text)) and not _DIFFERENCE.search(turn.text)


def amounts(office: Office, turn: Turn) -> Told | None:
    """Tell the amounts of the classes that a turn names; None if they are not those of one policy with amounts."""
    found = sides_of(office, turn)
    sides = found.sides
    told = [(side, cell) for side in sides if (cell := _cell(side, "amount"))]
    if not told or len({side.subject for side in sides}) != 1 or any(side.entry or side.service for side in sides):
        return None
    answer = _cited(turn, found)
    short = listed([f"{side.benefits[0].name}{_amount(side.benefits[0])}" for side in sides if side.benefits])
    policy = sides[0].policy
    name = policy.name if policy is not None else sides[0].name
    conclusion = phrase("compare.amounts", name=name, amounts=short)
    if not short or len(conclusion) > CONCLUSION_LENGTH:
        conclusion = phrase("compare.amounts_below", name=name)
    validity = sides[0].validity
    if validity is not None and validity.warns:
        warned = phrase("policy.prefixed", validity=names("validities")[validity.label], conclusion=conclusion)
        conclusion = warned if len(warned) <= CONCLUSION_LENGTH else conclusion
    answer.conclude(conclusion)
    answer.points([phrase("compare.point", name=side.name, words=cell) for side, cell in told])
    silent = [side.name for side in sides if not _cell(side, "amount")]
    if silent:
        answer.say(phrase("compare.no_amount", names=listed(silent)))
    payouts = dict.fromkeys(text for side in sides for text in side.texts.get("payout", ()))
    answer.points([phrase("compare.point", name=names("dimensions")["payout"], words=text) for text in payouts])
    _basis(answer, sides)
    answer.subject = sides[0].subject
    answer.choose([(names("aspects")[aspect], ask(aspect, answer.subject)) for aspect in ("condition", "payout")])
    return Told(answer.reply("answered"), answer.subject, "amount")


def _too_few(turn: Turn, found: Sides) -> Told:
    answer = Answer(turn.text, *names("office").values(), *found.unrecorded)
    known = [side.policy or side.service or side.entry for side in found.sides]
    for side in found.sides:
        answer.cite(side.name, *side.rows)
    offers = [(row.name, ask("overview", side.subject)) for side, row in zip(found.sides, known, strict=True) if row]
    if found.unrecorded:
        answer.conclude(phrase("compare.unrecorded", name=found.unrecorded[0]))
        answer.say(phrase("nothing.hotline", hotline=names("office")["hotline"]))
        answer.choose([*offers, *standing("handoff")])
        return Told(answer.reply("not_found"))
    answer.conclude(phrase("compare.with_what", name=found.sides[0].name) if found.sides else phrase("compare.what"))
    answer.choose([*offers, *standing("policies", "handoff")])
    return Told(answer.reply("clarify"), missed=not found.sides)


def _cited(turn: Turn, found: Sides) -> Answer:
    answer = Answer(turn.text, *letters_of(turn), *names("provenance").values(), *names("office").values())
    for side in found.sides:
        answer.cite(*side.rows)
    return answer


def _cell(side: Side, dimension: Dimension) -> str:
    """What the rows say on a dimension; empty where they are silent."""
    if dimension == "amount" and side.benefits:
        return listed([f"{row.name}{_amount(row)}" for row in side.benefits], longer=True)
    if dimension == "validity" and side.validity is not None:
        return names("validities")[side.validity.label]
    if dimension == "period" and side.document is not None:
        start, end = side.document.effective_from, side.document.effective_to
        if start and end:
            return phrase("versions.days", first=date_words(start), last=date_words(end))
        if start or end:
            key = "compare.since" if start else "compare.until"
            return phrase(key, day=date_words(start or end))  # type: ignore[arg-type]  # one of them is a day
        return ""
    return listed((text.rstrip("。；") for text in side.texts.get(dimension, ())), longer=True)


def _amount(benefit: Benefit) -> str:
    """最高200万元, by the month where it is paid so; or the words of the calculation."""
    if benefit.amount_max is None:
        return benefit.amount_expr
    unit = benefit.unit.removeprefix("元")
    return phrase("compare.up_to", amount=f"{money(benefit.amount_max)}{unit}")


def _reckoned(side: Side) -> str:
    """The amounts with the words of their calculation: 年缴个人所得税的2倍以内，最高200万元."""
    told = []
    for row in side.benefits:
        most = _amount(row)
        words = row.amount_expr if row.amount_max is not None and row.amount_expr not in most else ""
        told.append(f"{row.name}{phrase('policy.benefit_more', line=most, words=words) if words else most}")
    return listed(told, longer=True)


def _conclusion(sides: tuple[Side, ...], rows: dict[Dimension, tuple[str, ...]]) -> str:
    differing = [key for key in _TOLD_FIRST if key in rows and all(rows[key]) and len(set(rows[key])) > 1]
    for key in differing:
        parts = [phrase("compare.point", name=_short(side, sides), words=cell) for side, cell in
                 zip(sides, rows[key], strict=True)]  # fmt: skip
        told = phrase("compare.differ", dimension=names("dimensions")[key], parts=listed(parts, longer=True))
        if len(told) <= CONCLUSION_LENGTH:
            return told
    if differing:
        return phrase("compare.differ_below", dimensions=listed(names("dimensions")[key] for key in differing[:4]))
    return phrase("compare.no_difference")


def _unranked(turn: Turn, sides: tuple[Side, ...], rows: dict[Dimension, tuple[str, ...]]) -> str:
    """Who asks which gives more is told first that one of them does not say how much."""
    silent = [side.name for side, cell in zip(sides, rows["amount"], strict=True) if not cell]
    if not silent or not _MORE.search(turn.text):
        return ""
    told = phrase("compare.silent_on", dimension=names("dimensions")["amount"], name=silent[0])
    return told if len(told) <= CONCLUSION_LENGTH else ""


def _short(side: Side, sides: tuple[Side, ...]) -> str:
    """Classes of one policy are told by the class alone."""
    policy = side.policy
    if policy is not None and all(other.policy is policy for other in sides) and side.name != policy.name:
        return side.name.removeprefix(policy.name)
    return side.name


def _basis(answer: Answer, sides: tuple[Side, ...]) -> None:
    shown: set[str] = set()
    for side in sides:
        document = side.document
        if document is not None and side.validity is not None:
            if document.provenance == "illustrative":
                answer.notice("example", phrase("notices.example"))
            if document.provenance == "reported":
                answer.notice("hint", phrase("notices.reported"))
            if side.validity.warns:
                label = names("validities")[side.validity.label]
                told = phrase("compare.point", name=document.title, words=label)
                basis = document.validity_basis
                answer.notice("validity", phrase("notices.validity", validity=told, basis=basis) if basis else told)
            for clause in side.clauses:
                if f"{document.code}/{clause.path}" not in shown:
                    shown.add(f"{document.code}/{clause.path}")
                    answer.add(citation(clause, side.validity))
        if side.service is not None:
            answer.add(guide_citation(side.service))
            if side.service.provenance == "illustrative":
                answer.notice("example", phrase("notices.example"))
        if side.entry is not None:
            answer.add(entry_citation(side.entry))
