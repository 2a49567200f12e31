"""Receipts 答复凭证 for applicants: the link under an answer, and what it opens; without the key nothing is told."""

from __future__ import annotations

from typing import Any

from knowledge.receipts import Receipt
from web.sessions import Sessions


def receipt_link(sessions: Sessions, number: str | None) -> dict[str, str] | None:
    """Return number and address of a receipt, or None for a turn without one.

    The key stands behind `#`: a browser sends that to nobody, so no log and no other site ever sees it.
    """
    if number is None:
        return None
    return {"number": number, "link": f"/receipts/{number}#{sessions.receipt_key(number)}"}


def shown(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt as the applicant may see it.

    `changed` counts the rows that no longer say what they said: what was answered then may be answered otherwise now.
    """
    return {
        "number": receipt.number,
        "at": receipt.at.isoformat(timespec="seconds"),
        "question": receipt.question,
        "model": receipt.model,
        "rows": len(receipt.rows),
        "changed": sum(row.state != "same" for row in receipt.rows),
        **receipt.reply.shown(),
    }
