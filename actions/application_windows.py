"""When one may apply: open now, opens on, closed since, from the rows of application windows."""

from __future__ import annotations

from actions.answer import Answer
from actions.offers import ask, standing
from actions.render_policy import CONCLUSION_LENGTH
from actions.told import Told
from actions.turn import SAID, Turn
from actions.wording import date_words, names, phrase, wording
from knowledge.application_windows import WindowState, windows_of
from knowledge.blocks import Citation, Payload
from knowledge.office import Office
from knowledge.subjects import Subject, find_subject, subject_id

_MOST = 6


def tell(office: Office, turn: Turn) -> Told | None:
    """Tell when one may apply for what a turn names or was talked about; None where no row says it."""
    if any(name.startswith("name:") for name in turn.subjects):
        return None
    subject = subject_of(office, turn)
    found = windows_of(office, subject)
    if not found:
        return None
    answer = Answer(turn.text, *names("provenance").values())
    answer.conclude(_conclusion(answer, found, named=subject is not None))
    answer.points([window_line(answer, row, named=subject is None) for row in found[:_MOST]])
    answer.say(phrase("windows.as_rows"))
    if any(row.window.provenance == "illustrative" for row in found[:_MOST]):
        answer.notice("example", phrase("notices.example"))
    for row in found[:_MOST]:
        answer.add(_citation(row))
    answer.subject = subject_id(subject) if subject is not None else ""
    answer.choose([*remind_offers(found), *_further(answer.subject), *standing("handoff")])
    return Told(answer.reply("answered"), answer.subject, "apply_time")


def subject_of(office: Office, turn: Turn) -> Subject | None:
    """Return what a turn asks about: what it names, else what was talked about."""
    named = [found for name in turn.subjects if (found := find_subject(office, name)) is not None]
    if named:
        return named[0]
    return find_subject(office, turn.previous) if turn.previous else None


def window_line(answer: Answer, row: WindowState, *, named: bool) -> str:
    """Tell a window in one line: batch, mode, days, channel."""
    window = row.window
    answer.cite(row.policy, window, *(_days(row)))
    batch = phrase("windows.of_policy", policy=row.policy.name, batch=window.batch) if named else window.batch
    state = names("window_states")[row.state]
    key = "windows.plain" if state == window.mode else "windows.line"
    parts = [phrase(key, batch=batch, mode=window.mode, state=state)]
    if window.opens and window.closes:
        parts.append(phrase("versions.days", first=date_words(window.opens), last=date_words(window.closes)))
    elif window.opens:
        parts.append(phrase("windows.from", day=date_words(window.opens)))
    elif window.closes:
        parts.append(phrase("windows.until", day=date_words(window.closes)))
    return phrase("windows.joint").join([*parts, *([window.channel] if window.channel else []), *_note(row)])


def remind_offers(found: tuple[WindowState, ...]) -> list[tuple[str, Payload]]:
    """Return a button for each window that one may be reminded of."""
    rows = [row for row in found if row.reminds]
    if len(rows) == 1:
        return [(phrase("choices.remind"), remind_payload(rows[0]))]
    return [(phrase("windows.remind_of", batch=row.window.batch), remind_payload(row)) for row in rows[:_MOST]]


def remind_payload(row: WindowState) -> Payload:
    """Return what a button for a reminder stands for: the sentence, with the batch in it."""
    said = phrase("windows.remind_of", batch=row.window.batch)
    return Payload(intent="policy_window", entities={"subject": f"policy:{row.policy.code}"}, slot=SAID, value=said)


def _conclusion(answer: Answer, found: tuple[WindowState, ...], *, named: bool) -> str:
    first = found[0]
    window = first.window
    if not named and first.state != "open":
        return phrase("windows.none_open")
    key = {"open": "open_until" if window.closes else "open"}.get(first.state, first.state)
    values = {
        "batch": window.batch,
        "opens": date_words(window.opens) if window.opens else "",
        "closes": date_words(window.closes) if window.closes else "",
        "days": first.days_left if first.days_left is not None else "",
    }
    answer.cite(first.policy, window, *_days(first))
    template: str = wording()["window_conclusions"][key]
    whole = template.format(policy=first.policy.name, **values)
    return whole if len(whole) <= CONCLUSION_LENGTH else template.format(policy="", **values).lstrip("：: ")


def _days(row: WindowState) -> list[str]:
    """The days that are left, counted from the row's last day to the office's today."""
    return [str(row.days_left)] if row.days_left is not None else []


def _note(row: WindowState) -> list[str]:
    return [row.window.note.rstrip("。")] if row.window.note else []


def _citation(row: WindowState) -> Citation:
    window = row.window
    return Citation(
        policy=row.policy.name,
        title=phrase("windows.title", policy=row.policy.name),
        clause=window.source_locator or None,
        wording="summary",
        text=window.batch,
        validity=names("window_states")[row.state],
        provenance=window.provenance,  # type: ignore[arg-type]  # a CHECK of the table holds it
        provenance_label=names("provenance")[window.provenance],
        source=window.source,
        as_of=date_words(window.as_of) if window.as_of else None,
        link=window.source_url,
        owner=window.owner or None,
    )


def _further(subject: str) -> list[tuple[str, Payload]]:
    return [(names("aspects")["condition"], ask("condition", subject))] if subject else []
