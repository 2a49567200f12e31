"""Findings that are no answer: which one is meant, what the rows do not tell, what was not found."""

from __future__ import annotations

from actions.answer import Answer
from actions.offers import ask, offer_subjects, standing
from actions.render_policy import add_important
from actions.turn import Turn
from actions.wording import listed, names, phrase
from knowledge.answers import Ambiguous, NoAspect, NothingFound
from knowledge.answers.policies import important_clauses
from knowledge.models import Policy
from knowledge.office import Office
from knowledge.subjects import subject_id
from knowledge.versions.in_force import current_document

_CANDIDATES = 3
_MOST_PATHS = 12


def ask_which(answer: Answer, finding: Ambiguous) -> None:
    """Ask which of several is meant."""
    if finding.talent_class:
        answer.cite(finding.talent_class)
        answer.conclude(phrase("ask.talent_class", letter=finding.talent_class))
    else:
        answer.conclude(phrase("ask.candidates", aspect=names("aspects")[finding.aspect]))
    offer_subjects(answer, finding.candidates, finding.aspect, "", talent_class=finding.talent_class)


def no_aspect(answer: Answer, office: Office, finding: NoAspect, turn: Turn) -> None:
    """Say that the rows of a subject are silent on what was asked, and what they tell."""
    subject = finding.subject
    answer.cite(subject, *names("office").values())
    answer.subject = subject_id(subject)
    if isinstance(subject, Policy) and turn.clause:
        document = current_document(subject, office.today)
        answer.cite(turn.clause, *document.clauses)
        answer.conclude(phrase("nothing.clause", name=subject.name, clause=turn.clause))
        held = [clause.path for clause in document.clauses]
        answer.say(phrase("nothing.clauses_held", clauses=listed(held[:_MOST_PATHS]), count=len(held)))
        answer.cite(str(len(held)))
    else:
        answer.conclude(phrase("nothing.aspect", name=subject.name, aspect=names("aspects")[finding.aspect]))
    answer.say(phrase("nothing.hotline", hotline=names("office")["hotline"]))
    if isinstance(subject, Policy):
        add_important(answer, important_clauses(subject, office.today), office.today)
    options = [(names("aspects")[aspect], ask(aspect, answer.subject)) for aspect in finding.known[:_CANDIDATES]]
    answer.choose([*options, *standing("handoff")], phrase("nothing.known", name=subject.name) if options else "")


def nothing(answer: Answer, finding: NothingFound) -> None:
    """Say that nothing was found, with what is nearest."""
    answer.cite(*names("office").values(), finding.name)
    # Quotation marks within the name would stand inside our own.
    name = finding.name.translate(str.maketrans("“”", "‘’"))
    answer.conclude(phrase("nothing.name", name=name) if name else phrase("nothing.found"))
    answer.say(phrase("nothing.hotline", hotline=names("office")["hotline"]))
    for subject in finding.nearest:
        answer.cite(subject)
    options = [(subject.name, ask("overview", subject_id(subject))) for subject in finding.nearest]
    text = phrase("nothing.nearest") if options else ""
    answer.choose([*options, *standing("handoff")], text)
