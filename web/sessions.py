"""Sessions: a signed token names the conversation; nobody can name another's."""

from __future__ import annotations

import hashlib

from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer

from knowledge.blocks import AnyBlock, Appointment, File, Reply

_MAX_AGE_SECONDS = 7 * 24 * 3600


class Sessions:
    """Makes and reads tokens."""

    def __init__(self, key: bytes) -> None:
        self._tokens = URLSafeTimedSerializer(key, salt="chat session")
        self._links = URLSafeTimedSerializer(key, salt="calendar file")
        self._exports = Signer(key, salt="export", digest_method=hashlib.sha256)
        self._receipts = Signer(key, salt="receipt", digest_method=hashlib.sha256)

    def token(self, conversation: str) -> str:
        """Return the token of a conversation, valid for seven days."""
        return self._tokens.dumps(conversation)

    def conversation(self, token: str) -> str | None:
        """Return the conversation of a token, or None if it is forged, altered or too old."""
        try:
            return str(self._tokens.loads(token, max_age=_MAX_AGE_SECONDS))
        except BadSignature:
            return None

    def calendar_key(self, code: str) -> str:
        """Return the key that opens the calendar file of an appointment."""
        return self._links.dumps(code)

    def opens_calendar(self, code: str, key: str) -> bool:
        """Tell whether a key opens the calendar file of this appointment."""
        try:
            return str(self._links.loads(key)) == code
        except BadSignature:
            return False

    def export_key(self, path: str) -> str:
        """Return the key that opens the file at a path."""
        return self._exports.get_signature(path).decode()

    def opens_export(self, path: str, key: str) -> bool:
        """Tell whether a key opens the file at a path, whether there is one or not."""
        return self._exports.verify_signature(path.encode(), key.encode())

    def receipt_key(self, number: str) -> str:
        """Return the key that opens a receipt."""
        return self._receipts.get_signature(number).decode()

    def opens_receipt(self, number: str, key: str) -> bool:
        """Tell whether a key opens the receipt with this number, whether there is one or not."""
        return self._receipts.verify_signature(number.encode(), key.encode())


def with_calendar_keys(sessions: Sessions, reply: Reply) -> Reply:
    """Return a reply whose calendar files and exports can be opened: their addresses with the key."""
    return reply.model_copy(update={"blocks": tuple(_with_key(sessions, block) for block in reply.blocks)})


def _with_key(sessions: Sessions, block: AnyBlock) -> AnyBlock:
    if isinstance(block, Appointment) and block.calendar:
        key = sessions.calendar_key(block.code)
        return block.model_copy(
            update={"calendar": f"{block.calendar}?key={key}", "page": f"/appointments/{block.code}?key={key}"}
        )
    if isinstance(block, File) and "?" not in block.link:
        return block.model_copy(update={"link": f"{block.link}?key={sessions.export_key(block.link)}"})
    return block
