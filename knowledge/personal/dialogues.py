"""The bot's own memory of a conversation: deleted from its tracker store once the conversation rests.

The bot writes a conversation's state at the end of each turn, that of the deletion included, so it cannot be deleted
within the turn.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, delete, inspect, select, text

from knowledge.database import session_factory
from knowledge.models import ForgottenDialogue
from knowledge.office import Office

# Longer than any turn may take (BOT_TIMEOUT): whoever was saved since is spoken with just now.
RESTS_SECONDS = 20
_FORGET = text("DELETE FROM bot_tracker WHERE sender_id = :sender AND saved_at <= :before")
_SAVED = text("SELECT 1 FROM bot_tracker WHERE sender_id = :sender")


def forget_later(office: Office, conversations: Iterable[str]) -> None:
    """Note that the bot's memory of these conversations is to be deleted; the caller commits."""
    for conversation in conversations:
        office.session.merge(ForgottenDialogue(conversation_id=conversation, at=office.now))


def forget_dialogues(engine: Engine, tracker: Engine, real_seconds: float) -> int:
    """Delete the bot's memory of the noted conversations that rest; return how many are done.

    `tracker` is the database of the bot's tracker store, `real_seconds` the time since 1970 as the bot counts it.
    """
    with session_factory(engine)() as session:
        noted = list(session.scalars(select(ForgottenDialogue.conversation_id)))
    if not noted:
        return 0
    done = [name for name in noted if _forgotten(tracker, name, real_seconds - RESTS_SECONDS)]
    with session_factory(engine, writes=True)() as session, session.begin():
        session.execute(delete(ForgottenDialogue).where(ForgottenDialogue.conversation_id.in_(done)))
    return len(done)


def _forgotten(tracker: Engine, conversation: str, before: float) -> bool:
    with tracker.execution_options(office_writes=True).begin() as connection:
        if not inspect(connection).has_table("bot_tracker"):
            return True
        connection.execute(_FORGET, {"sender": conversation, "before": before})
        return connection.execute(_SAVED, {"sender": conversation}).first() is None
