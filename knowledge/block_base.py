"""What every reply block is, and what a button or a form stands for."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Block(BaseModel):
    """One part of a reply; every kind can be told as plain text for channels without cards."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def plain(self) -> str:
        """Return the block as plain Chinese text."""
        raise NotImplementedError


class Payload(BaseModel):
    """What a chosen option means: a sentence, an intent with entities, or the value of a form's slot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str | None = None
    intent: str | None = None
    entities: dict[str, str] = Field(default_factory=dict)
    slot: str | None = None
    value: str | None = None
