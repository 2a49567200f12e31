"""`python -m knowledge migrate|load|names|tickets|close NUMBER|receipt NUMBER|touched DOCUMENT|warnings|review`.

`questions` lists what is asked most. `rotate-key`, `deletion NUMBER` and `retention` are about personal data.
`pause [SENTENCE]` and `resume` are the switch of the whole bot.

`ingest FILE|FOLDER`, `drafts`, `approve REF --by NAME`, `reject REF --by NAME` are told by `ingest --help`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from knowledge.appointments.calendar import calendar_shortage, keep_ahead, maintained_until
from knowledge.approved import to_review
from knowledge.clock import office_clock
from knowledge.database import DatabaseUnusable, connect, migrate, session_factory
from knowledge.handover.switch import pause, resume
from knowledge.ingest.command import COMMANDS as DOCUMENT_COMMANDS
from knowledge.ingest.command import run as run_document_command
from knowledge.loading.files import ContentRefused
from knowledge.loading.load import load_content
from knowledge.office import Office
from knowledge.personal.commands import COMMANDS as PERSONAL_COMMANDS
from knowledge.personal.commands import NUMBERED as PERSONAL_NUMBERED
from knowledge.questions import asked_lines, listed, most_asked
from knowledge.receipts import find_receipt, receipt_lines
from knowledge.settings import ROOT, Settings, SettingsError, load_settings
from knowledge.subjects import all_names
from knowledge.tickets import close_ticket, open_tickets
from knowledge.versions.touched import NoDocument, touched_by, touched_lines
from knowledge.versions.warnings import warnings_of

_BY = "command line"
NAMES = ROOT / "build" / "lexicon" / "names.json"


def main() -> int:
    """Run one command; a problem is one line on stderr and exit status 1."""
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("command", choices=[*_COMMANDS, *_NUMBERED])
    parser.add_argument(
        "number",
        nargs="?",
        default="",
        help="of the ticket, receipt or deletion; code of the document; sentence of the pause",
    )
    try:
        settings = load_settings()
        if len(sys.argv) > 1 and sys.argv[1] in DOCUMENT_COMMANDS:
            return run_document_command(settings, sys.argv[1:])
        chosen = parser.parse_args()
        if chosen.command in _NUMBERED:
            return _NUMBERED[chosen.command](settings, chosen.number)
        return _COMMANDS[chosen.command](settings)
    except (SettingsError, DatabaseUnusable, ContentRefused) as error:
        print(f"error: {error}", file=sys.stderr)
    except DBAPIError as error:
        print(f"error: the database does not answer: {str(error.orig).splitlines()[0]}", file=sys.stderr)
    return 1


def _migrate(settings: Settings) -> int:
    migrate(settings.database)
    return 0


def _load(settings: Settings) -> int:
    """Load the content, seed the calendar, and export the names for the bot's lexicon."""
    migrate(settings.database)
    now = office_clock(settings)()
    engine = connect(settings.database)
    with session_factory(engine, writes=True)() as session, session.begin():
        report = load_content(session, settings.content_dir, now)
        days = keep_ahead(session, now.date())
        names = all_names(session)
    print(f"content: {report}; calendar: {days} days written")
    _export(names, NAMES)
    engine.dispose()
    return 0


def _names(settings: Settings) -> int:
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        _export(all_names(session), NAMES)
    engine.dispose()
    return 0


def _export(names: list[dict[str, object]], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _tickets(settings: Settings) -> int:
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        for ticket in open_tickets(Office(session, office_clock(settings)())):
            text = ticket.text.replace("\n", " / ")
            due = f"due {ticket.due_on}" if ticket.due_on else "-"
            made = f"{ticket.created_at:%Y-%m-%d %H:%M} UTC"
            print(f"{ticket.number}\t{ticket.kind}\t{ticket.state}\t{made}\t{due}\t{text}")
    engine.dispose()
    return 0


def _close(settings: Settings, number: str) -> int:
    engine = connect(settings.database)
    with session_factory(engine, writes=True)() as session, session.begin():
        closed = close_ticket(Office(session, office_clock(settings)()), number)
    engine.dispose()
    if not closed:
        print(f"error: there is no open ticket {number or '(give its number)'}", file=sys.stderr)
    return 0 if closed else 1


def _pause(settings: Settings, sentence: str) -> int:
    engine = connect(settings.database)
    try:
        with session_factory(engine, writes=True)() as session, session.begin():
            stopped = pause(Office(session, office_clock(settings)()), _BY, sentence)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        engine.dispose()
    print("the bot is paused" if stopped else "the bot was paused already" + (": new sentence" if sentence else ""))
    return 0


def _resume(settings: Settings) -> int:
    engine = connect(settings.database)
    with session_factory(engine, writes=True)() as session, session.begin():
        resumed = resume(Office(session, office_clock(settings)()), _BY)
    engine.dispose()
    print("the bot answers again" if resumed else "the bot was not paused")
    return 0


def _receipt(settings: Settings, number: str) -> int:
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        found = find_receipt(session, number)
        for line in receipt_lines(found) if found is not None else ():
            print(line)
    engine.dispose()
    if found is None:
        print(f"error: there is no receipt {number or '(give its number)'} (any more)", file=sys.stderr)
    return 0 if found is not None else 1


def _touched(settings: Settings, code: str) -> int:
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        office = Office(session, office_clock(settings)())
        try:
            lines = list(touched_lines(office, touched_by(office, code)))
        except NoDocument:
            lines = []
    engine.dispose()
    print("\n".join(lines) if lines else "", end="\n" if lines else "")
    if not lines:
        print(f"error: there is no document {code or '(give its code)'}", file=sys.stderr)
    return 0 if lines else 1


def _warnings(settings: Settings) -> int:
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        for row in warnings_of(Office(session, office_clock(settings)())):
            print(f"{row.kind}\t{row.day or '-'}\t{row.reference}\t{row.name}")
    engine.dispose()
    return 0


def _review(settings: Settings) -> int:
    """List the approved answers that are withheld or overdue, with the digest that each row has now."""
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        found = to_review(Office(session, office_clock(settings)()))
        for withheld in found:
            print(f"{withheld.answer.code}\t{withheld.answer.question}")
            for problem in withheld.problems:
                print(f"  {problem.row}\t{problem.reason}\t{problem.digest}".rstrip())
    engine.dispose()
    if not found:
        print("no approved answer waits for review")
    return 0


def _questions(settings: Settings) -> int:
    """List what most conversations begin with, so that staff can pin a question or keep it away."""
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        for line in asked_lines(most_asked(Office(session, office_clock(settings)()), listed())):
            print(line)
    engine.dispose()
    return 0


def _calendar(settings: Settings) -> int:
    engine = connect(settings.database)
    with session_factory(engine)() as session:
        print(f"the calendar is kept until {maintained_until(session)}")
        ahead = calendar_shortage(Office(session, office_clock(settings)()))
        if ahead is not None:
            print(f"warning: only {ahead} days ahead are published or set by staff, 60 are wanted")
    engine.dispose()
    return 0


_COMMANDS = {
    "migrate": _migrate, "load": _load, "names": _names, "tickets": _tickets, "calendar": _calendar,
    "warnings": _warnings, "review": _review, "questions": _questions, "resume": _resume, **PERSONAL_COMMANDS,
}  # fmt: skip
_NUMBERED = {"close": _close, "receipt": _receipt, "touched": _touched, "pause": _pause, **PERSONAL_NUMBERED}

if __name__ == "__main__":
    sys.exit(main())
