"""Parts of a document: its blocks, each with what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from knowledge.ingest.blocks import Placed

Role = Enum(
    "Role",
    "RED_HEAD NUMBER TITLE ADOPTED ADDRESSEE LABEL BYLINE BODY ATTACHMENT_LIST SIGNATURE DATE COLOPHON CONTENTS NOISE",
)


@dataclass
class Part:
    """A part with a text of its own: the document, one that it brings into force, an attachment (`name` is 附件1)."""

    name: str
    blocks: list[tuple[Role, Placed]]

    def of(self, *roles: Role) -> list[Placed]:
        """Return the blocks with one of these roles."""
        return [block for role, block in self.blocks if role in roles]

    @property
    def title(self) -> str:
        """The title, its lines joined."""
        return "".join(block.block.text for block in self.of(Role.TITLE))
