"""What is said about an applicant's own data; everything is shown covered."""

from __future__ import annotations

from actions.answer import Answer
from actions.offers import standing
from actions.wording import date_words, listed, phrase, wording
from knowledge.blocks import Fact, Facts, File, Form, FormField, Payload, Reply, Text
from knowledge.office import Office
from knowledge.personal.holdings import HeldContact, HeldVisit, Holdings
from knowledge.personal.periods import periods
from knowledge.personal.scope import Scope
from knowledge.personal.wishes import Wish

SLOT = "privacy"
_RIGHTS: tuple[Wish, ...] = ("correct", "export", "delete", "withdraw")


def payload(value: str) -> Payload:
    """Return what a button of this matter stands for."""
    return Payload(intent="privacy", slot=SLOT, value=value)


def rights(code: str = "", *, but: str = "") -> list[tuple[str, Payload]]:
    """Return buttons for the rights; a proven code goes with them."""
    return [(phrase(f"privacy.{wish}"), payload(f"{wish}={code}")) for wish in _RIGHTS if wish != but]


def seen(office: Office, held: Holdings, scope: Scope) -> Reply:
    """Tell what is held, covered."""
    answer = Answer()
    answer.conclude(phrase("privacy.seen" if held.contacts else "privacy.seen_nothing"))
    for contact in held.contacts:
        _show(answer, phrase("privacy.contact"), _contact_facts(contact))
    facts = [Fact(label=visit.code, value=_visit(visit)) for visit in held.visits]
    _show(answer, phrase("privacy.visits"), facts)
    days = periods()["conversation"]
    rest = [
        Fact(label=phrase("privacy.conversation"), value=phrase("privacy.conversation_of", turns=held.turns, days=days))
    ]
    if held.reminders:
        rest.append(Fact(label=phrase("privacy.reminders"), value=str(held.reminders)))
    if held.waiting:
        rest.append(Fact(label=phrase("privacy.waiting"), value=str(held.waiting)))
    if held.open_tickets:
        rest.append(Fact(label=phrase("privacy.tickets"), value=listed(held.open_tickets)))
    _show(answer, "", rest)
    kept = phrase("privacy.kept", days=periods()["contact"], id_days=periods()["id_number"])
    answer.cite(kept)
    answer.points([kept, phrase("privacy.rights"), "" if held.contacts else phrase("privacy.hint_elsewhere")])
    prove = [] if scope.code else [(phrase("privacy.prove"), payload("prove=see"))]
    answer.choose([*rights(scope.code), *prove])
    return answer.reply("answered")


def _show(answer: Answer, title: str, facts: list[Fact]) -> None:
    if facts:
        answer.cite(*(text for fact in facts for text in (fact.label, fact.value)))
        answer.add(Facts(title=title, facts=tuple(facts)))


def _contact_facts(contact: HeldContact) -> list[Fact]:
    names: dict[str, str] = wording()["privacy"]["consent_names"]
    given = [
        phrase("privacy.consent_of", name=names[key.split("/")[0]], version=key.split("/")[1], day=date_words(day))
        for key, day in contact.consents
    ]
    values = {
        "name": contact.name or phrase("privacy.unreadable"),
        "phone": contact.phone,
        "id_number": contact.id_number,
        "given": date_words(contact.given),
        "consent": listed(given, longer=True),
    }
    return [Fact(label=phrase(f"privacy.{name}"), value=value) for name, value in values.items() if value]


def _visit(visit: HeldVisit) -> str:
    names: dict[str, str] = wording()["visit"]["status"]
    status = names.get(visit.status, visit.status)
    return phrase(
        "privacy.visit_of", service=visit.service, day=date_words(visit.day), start=visit.starts, status=status
    )


def ask_code() -> Reply:
    """Ask for the proof."""
    answer = Answer()
    answer.conclude(phrase("privacy.ask_code"))
    answer.say(phrase("privacy.ask_code_why"))
    answer.choose([(phrase("privacy.stop"), payload("stop="))])
    return answer.reply("clarify")


def nothing_here(wish: str, asking: Reply) -> Reply:
    """Say that this conversation has nothing of the kind, and ask for the proof of another booking."""
    key = "privacy.nothing_to_correct" if wish == "correct" else "privacy.nothing_to_withdraw"
    first = Text(role="conclusion", text=phrase(key))
    hint = Text(text=phrase("privacy.hint_elsewhere"))
    return asking.model_copy(update={"blocks": (first, hint, *asking.blocks[1:])})


def not_proven() -> Reply:
    """Say that code and digits do not fit, in the same words whatever the cause."""
    answer = Answer()
    answer.conclude(phrase("privacy.not_proven"))
    answer.choose([(phrase("privacy.prove"), payload("prove=")), *standing("handoff")])
    return answer.reply("not_found")


def proven(code: str) -> Reply:
    """Offer the rights over what was proven."""
    answer = Answer()
    answer.conclude(phrase("privacy.proven"))
    answer.choose([(phrase("privacy.see"), payload(f"see={code}")), *rights(code)])
    return answer.reply("clarify")


def correction(scope: Scope, held: tuple[HeldContact, ...]) -> Reply:
    """Show the form for a correction of the newest contact data."""
    contact, shown = scope.contacts[-1], held[-1]
    answer = Answer()
    answer.conclude(phrase("privacy.form_ask"))
    answer.say(phrase("privacy.form_wanted"))
    _show(answer, phrase("privacy.contact"), _contact_facts(shown))
    names = ["name", "phone", *(["id_number"] if shown.id_number else [])]
    fields = tuple(
        FormField(
            name=name,
            label=phrase(f"privacy.new_{name}"),
            kind="tel" if name == "phone" else "text",
            required=False,
            purpose=phrase("privacy.empty_stays"),
        )
        for name in names
    )
    about = Payload(value=contact.ref)
    form = Form(
        purpose="correction",
        title=phrase("privacy.form_title"),
        fields=fields,
        submit=phrase("privacy.submit"),
        payload=about,
    )
    answer.add(form)
    answer.choose([(phrase("privacy.stop"), payload("stop="))])
    return answer.reply("clarify")


def corrected(outcome: str) -> Reply:
    """Tell what became of a correction."""
    answer = Answer()
    answer.conclude(phrase(f"privacy.corrected_{outcome}"))
    person = standing("handoff") if outcome in ("clash", "failed") else []
    answer.choose([(phrase("privacy.see"), payload("see=")), *person])
    return answer.reply("answered" if outcome in ("done", "same") else "not_found")


def exported(identifier: str, scope: Scope) -> Reply:
    """Offer the file; `web` puts the key to the link."""
    answer = Answer()
    conclusion = phrase("privacy.exported", minutes=periods()["export_minutes"])
    answer.cite(conclusion)
    answer.conclude(conclusion)
    answer.cite(identifier)
    answer.add(
        File(label=phrase("privacy.file"), link=f"/personal/exports/{identifier}", note=phrase("privacy.file_note"))
    )
    if scope.code:
        answer.say(phrase("privacy.exported_masked"))
    answer.choose([(phrase("privacy.see"), payload(f"see={scope.code}")), *rights(scope.code, but="export")])
    return answer.reply("answered")


def partner_withdrawn() -> Reply:
    """Say that nothing goes to a partner service any more."""
    answer = Answer()
    answer.conclude(phrase("handover.withdrawn"))
    answer.choose([(phrase("privacy.see"), payload("see="))])
    return answer.reply("answered")


def left() -> Reply:
    """Say that nothing was changed."""
    answer = Answer()
    answer.conclude(phrase("privacy.left"))
    answer.choose([(phrase("privacy.see"), payload("see="))])
    return answer.reply("answered")
