"""Which programmes fit: a person, an employer or a team is asked a few things, then every programme is gone through."""

from __future__ import annotations

from actions.answer import Answer
from actions.check_question import button
from actions.check_reading import kept
from actions.check_state import CheckState
from actions.check_table import basis_of, cite_criteria, detail
from actions.check_words import fact_words
from actions.offers import standing
from actions.render_check import Result, basis, missing_labels, result_of
from actions.told import Told
from actions.turn import Turn
from actions.wording import listed as listed_words
from actions.wording import names, phrase
from knowledge.blocks import Comparison, Payload
from knowledge.eligibility.gaps import unmet
from knowledge.eligibility.programme import programmes
from knowledge.eligibility.questions import relevant_fields
from knowledge.eligibility.truth import Truth
from knowledge.office import Office

# Domain notes 04 (policy_recommend): at most three questions for a profile.
MOST_QUESTIONS = 3
_ORDER = (Truth.YES, Truth.UNKNOWN, Truth.PERSON, Truth.NO)
_MOST_BASES = 3


def opening(audience: str) -> str:
    """Return the sentence that says what is going to happen."""
    return {
        "person": phrase("fits.begin"),
        "employer": phrase("fits.begin_employer"),
        "team": phrase("fits.begin_team"),
    }[audience]


def next_question(office: Office, state: CheckState) -> str:
    """Return the field that can still change most programmes; empty after the third question or if none can."""
    if len(state.answered) + len(state.skipped) - state.given >= MOST_QUESTIONS:
        return ""
    counts: dict[str, int] = {}
    for programme in programmes(office, state.code):
        for field in relevant_fields(programme, state.known, state.skipped):
            counts[field] = counts.get(field, 0) + 1
    return max(counts, key=lambda field: counts[field], default="")


def listed(office: Office, turn: Turn, state: CheckState) -> Told:
    """Go through all programmes: what fits first, each with the condition that decides and its clause."""
    results = [result_of(one, state) for one in programmes(office, state.code)]
    results = sorted(results, key=lambda result: _ORDER.index(result.truth))
    answer = Answer(turn.text)
    if not results:
        answer.conclude(phrase("nothing.found"))
        answer.choose(standing("policies", "handoff"))
        return Told(answer.reply("not_found"), check={})
    for result in results:
        answer.cite(result.programme.name, *result.programme.notes)
        if result.programme.entry is not None:
            answer.cite(result.programme.entry)
        cite_criteria(answer, result.programme.every())
        answer.cite(*fact_words(result.programme.fields, state.known))
    answer.conclude(_conclusion(state.code, results))
    facts = fact_words({code: f for r in results for code, f in r.programme.fields.items()}, state.known)
    answer.points([phrase("check.noted", facts=listed_words(facts))] if facts else [])
    shown = _shown(state.code, results)
    rows = tuple(_row(result, state) for result in shown)
    answer.cite(*(row[2] for row in rows), *(basis for _, _, _, basis in rows))
    columns = (phrase("fits.name"), phrase("fits.fit"), phrase("fits.why"), names("table")["basis"])
    answer.add(Comparison(title=phrase("fits.title"), columns=columns, rows=rows))
    left_out = [result.programme.name for result in results if result not in shown]
    if left_out:
        answer.say(phrase("fits.others", names=listed_words(left_out)))
    if state.code == "team" and any(result.truth != Truth.NO for result in results):
        answer.say(phrase("fits.ask_there"))
    for result in shown[:_MOST_BASES]:
        basis(answer, result.programme, titled=True)
    if any(result.programme.is_example for result in shown):
        answer.notice("example", phrase("notices.example"))
    answer.choose([*_next(state, results), (phrase("check.delete"), button("delete"))])
    subject = results[0].programme.subjects[0] if results else ""
    return Told(answer.reply("answered"), subject, check=kept(office, state.change(asked="", strayed=0)))


def _shown(audience: str, results: list[Result]) -> list[Result]:
    """A person sees every programme with what bars it; others only see what is meant for them, if anything is."""
    meant = [result for result in results if result.truth != Truth.NO]
    return results if audience == "person" or not meant else meant


def _conclusion(audience: str, results: list[Result]) -> str:
    if audience == "employer":
        return phrase("fits.employer")
    suiting = [result.programme.name for result in results if result.truth != Truth.NO and _suits(result)]
    if audience == "team" and not suiting:
        return phrase("fits.team_none")
    if audience == "team":
        return phrase("fits.team_one", name=suiting[0]) if len(suiting) == 1 else phrase("fits.team")
    met = [result.programme.name for result in results if result.truth == Truth.YES]
    return phrase("fits.person") if met else phrase("fits.person_none")


def _row(result: Result, state: CheckState) -> tuple[str, str, str, str]:
    """Name, verdict, the condition that decides, and where it stands."""
    programme = result.programme
    bars = unmet(result.verdict, state.known) if result.truth == Truth.NO else result.verdict.of(result.truth)
    row = (bars or list(programme.every()))[0]
    fit = names("table")[result.truth.value]
    if programme.audience != "person":
        fit = phrase("fits.suits" if _suits(result) else "fits.maybe")
        fit = phrase("fits.suits_not") if result.truth == Truth.NO else fit
    said = detail(programme, row, result.truth, state.known)
    text = programme.entry.summary.rstrip("。") if programme.entry is not None else row.text
    why = phrase("result.because", text=text, detail=said) if said else text
    if result.truth == Truth.UNKNOWN:
        why = phrase("table.needs", labels=listed_words(missing_labels(result)))
    elif result.truth == Truth.YES:
        why = phrase("fits.all_met")
    basis_words = basis_of(programme, row)
    if programme.document is not None and basis_words:
        # The table stands for many documents, of which only the first few are shown below it.
        basis_words = phrase("fits.basis", title=programme.document.title, clause=basis_words)
    return programme.name, fit, why, basis_words


def _suits(result: Result) -> bool:
    """Whether what the record tells is met, though the rest is not told."""
    return all(truth in (Truth.YES, Truth.PERSON) for _, truth in result.verdict.results)


def _next(state: CheckState, results: list[Result]) -> list[tuple[str, Payload]]:
    if state.code != "person":
        return standing("handoff")
    likely = [result.programme for result in results if result.truth != Truth.NO][:_MOST_BASES]
    return [(one.name, button(f"start={one.code}")) for one in likely]
