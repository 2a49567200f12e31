"""What goes to the bot for what was typed or chosen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from knowledge.blocks import Payload
from web.said import cleaned


@dataclass(frozen=True)
class Message:
    """What goes to the bot: the text (or an internal intent) and the metadata; `shown` is what is kept as said."""

    text: str
    shown: str
    metadata: dict[str, Any]


def message_of(label: str, payload: Payload) -> Message:
    """Turn an option's payload into a message: a sentence, an intent with entities, or the value of a form's slot."""
    if payload.slot and not payload.intent:
        return Message(f"/EXTERNAL_{payload.slot}", label, {"choice": {"slot": payload.slot, "value": payload.value}})
    if payload.intent:
        metadata = {"choice": {"slot": payload.slot, "value": payload.value}} if payload.slot else {}
        entities = json.dumps(payload.entities, ensure_ascii=False) if payload.entities else ""
        return Message(f"/{payload.intent}{entities}", label, metadata)
    return Message(cleaned(payload.text or label), label, {})
