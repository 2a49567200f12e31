"""What all tables share: naming, times with a zone, and the columns that say where a row comes from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PROVENANCES = ("seed", "verified_public", "reported", "illustrative", "office_confirmed")
WORDINGS = ("original", "summary")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with a zone, kept in UTC (SQLite has no zones of its own)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse times without a zone, convert the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time with a zone was expected, came {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back to what SQLite stored without one."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The declarative base; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy reads it from the class)
        datetime: UtcDateTime,
        list[str]: JSON,
        list[int]: JSON,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
    }


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """Return a CHECK that `column` holds one of `values`."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Sourced:
    """The columns of every row that can be cited (03 of the domain notes, section 0)."""

    provenance: Mapped[str] = mapped_column(String(20))
    wording: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(Text, default="")
    source_url: Mapped[str | None] = mapped_column(Text)
    source_locator: Mapped[str] = mapped_column(Text, default="")
    as_of: Mapped[date | None]
    owner: Mapped[str] = mapped_column(Text, default="")
    review_due: Mapped[date | None]
    updated_by: Mapped[str] = mapped_column(String(60), default="content")
    updated_at: Mapped[datetime]


def sourced_checks() -> tuple[CheckConstraint, ...]:
    """Return the rules of provenance as CHECK constraints."""
    return (
        one_of("provenance", PROVENANCES),
        one_of("wording", WORDINGS),
        CheckConstraint(
            "provenance <> 'verified_public' OR (source_url IS NOT NULL AND as_of IS NOT NULL)", name="verified_source"
        ),
        CheckConstraint("provenance <> 'reported' OR source_url IS NULL", name="reported_without_link"),
        CheckConstraint("provenance <> 'seed' OR as_of IS NOT NULL", name="seed_as_of"),
    )
