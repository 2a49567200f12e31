"""The blocks about personal data: a form for it, and a file with it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.block_base import Block, Payload


class FormField(BaseModel):
    """A field whose content goes to `web` and is stored encrypted, never to the bot."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    label: str
    kind: Literal["text", "tel"] = "text"
    required: bool = True
    purpose: str = ""


class Form(Block):
    """Fields for personal data, with the consent text; posted to /api/chat/forms/{id}.

    `consent` is empty where none is asked for (a correction); `id_consent` is the separate consent to an ID number.
    `consents` names the words that are shown; `payload` tells whose data it is about and never reaches the browser.
    `held_until` is the moment (ISO 8601, with zone) until which what the form completes is reserved, or None.
    """

    type: Literal["form"] = "form"
    id: str = ""
    purpose: Literal["contact", "correction"] = "contact"
    title: str
    fields: tuple[FormField, ...]
    consent: str = ""
    id_consent: str = ""
    consents: tuple[str, ...] = ()
    submit: str = "提交"
    held_until: str | None = None
    payload: Payload | None = None

    def plain(self) -> str:
        consents = [text for text in (self.consent, self.id_consent) if text]
        return "\n".join([self.title, *(f"{f.label}:" for f in self.fields), *consents])


class File(Block):
    """A file to fetch; `link` stands below this host and opens once."""

    type: Literal["file"] = "file"
    label: str
    link: str
    note: str = ""

    def plain(self) -> str:
        return "\n".join([f"{self.label}:{self.link}", *([self.note] if self.note else [])])
