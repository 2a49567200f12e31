"""Sensitive words: what is declined with a fixed sentence, as staff wrote it down."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base, one_of

SENSITIVE_KINDS = ("abuse", "politics", "secret", "injection", "guarantee")


class SensitiveWord(Base):
    """Words, or one pattern, of a kind; `reply` is the key of the sentence that answers them."""

    __tablename__ = "sensitive_word"
    __table_args__ = (one_of("kind", SENSITIVE_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_code: Mapped[str] = mapped_column(String(60), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[list[str]]
    pattern: Mapped[str] = mapped_column(Text, default="")
    reply: Mapped[str] = mapped_column(String(60))
