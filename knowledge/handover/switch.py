"""The switch of the whole bot: while it is paused applicants read a sentence and the telephone; staff go on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.blocks import Reply
from knowledge.handover.wording import Language, told, words
from knowledge.models import Pause
from knowledge.office import Office

_WHAT = "bot"
_LONGEST = 200


def paused(session: Session) -> Pause | None:
    """Return the pause that holds now, or None if the bot answers."""
    return session.scalar(select(Pause).where(Pause.what == _WHAT, Pause.ended_at.is_(None)))


def pause(office: Office, by: str, sentence: str = "") -> bool:
    """Stop the bot; `sentence` (up to 200 characters) takes the place of the usual one. False if it is stopped already.

    A new sentence replaces that of the pause that holds. The caller commits.
    """
    said = " ".join(sentence.split())
    if len(said) > _LONGEST:
        raise ValueError(f"up to {_LONGEST} characters were expected, came {len(said)}")
    known = paused(office.session)
    if known is not None:
        known.sentence = said or known.sentence
        return False
    row = Pause(what=_WHAT, sentence=said, began_at=office.now, began_by=by)
    try:
        with office.session.begin_nested():
            office.session.add(row)
    except IntegrityError:  # another process was faster
        return False
    return True


def resume(office: Office, by: str) -> bool:
    """Let the bot answer again; False if it was not stopped. The caller commits."""
    known = paused(office.session)
    if known is None:
        return False
    known.ended_at, known.ended_by = office.now, by
    return True


def maintenance(row: Pause, language: Language = "zh") -> Reply:
    """Return what is told instead of an answer; the message may be sent again."""
    # The telephone stands in the first sentence: of an apology a page may show no more.
    sentence = f"{row.sentence or words(language, 'paused')} {words(language, 'paused_call')}"
    return told(sentence, words(language, "paused_next"), status="failed")
