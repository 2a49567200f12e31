"""The whole life of an appointment: closures, states, waiting list, restrictions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BEFORE = ("held", "confirmed", "canceled_user", "expired", "released")
_AFTER = (
    "held", "confirmed", "checked_in", "served", "rated", "rescheduled", "canceled_user", "canceled_office", "no_show",
    "expired", "released",
)  # fmt: skip


def upgrade() -> None:
    _make_tables()
    with op.batch_alter_table("window") as batch:
        batch.add_column(sa.Column("hours", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("rule", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("service") as batch:
        batch.add_column(sa.Column("rule", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("appointment_event") as batch:
        batch.add_column(sa.Column("changes", sa.JSON(), nullable=False, server_default="{}"))
    _drop_indexes()
    kept = _keep_events()
    with op.batch_alter_table("appointment") as batch:
        batch.drop_constraint(batch.f("ck_appointment_status"), type_="check")
        batch.create_check_constraint(batch.f("ck_appointment_status"), _status_in(_AFTER))
        for column in _columns():
            batch.add_column(column)
        batch.create_unique_constraint(batch.f("uq_appointment_request"), ["request"])
        batch.create_foreign_key(
            batch.f("fk_appointment_part_of_id_appointment"), "appointment", ["part_of_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_foreign_key(
            batch.f("fk_appointment_moved_from_id_appointment"), "appointment", ["moved_from_id"], ["id"]
        )
    _give_events_back(kept)
    for name in ("day", "part_of_id", "moved_from_id"):
        op.create_index(op.f(f"ix_appointment_{name}"), "appointment", [name])
    _make_indexes(
        "status IN ('held', 'confirmed', 'checked_in')",
        "status IN ('held', 'confirmed', 'checked_in', 'served', 'rated')",
    )
    _make_waiting_list()


def downgrade() -> None:
    op.drop_table("waiting_list")
    # What the older tables have no word for ends as the nearest that they have. A place that was free again for
    # somebody else, and the further seats of a long visit, are let go.
    visits = sa.table("appointment", *map(sa.column, ("id", "status", "slot_id", "seat_number", "part_of_id")))
    other = visits.alias()
    again = sa.exists().where(
        other.c.slot_id == visits.c.slot_id, other.c.seat_number == visits.c.seat_number,
        other.c.id != visits.c.id, other.c.status.in_(("held", "confirmed")),
    )  # fmt: skip
    came = visits.c.status.in_(("checked_in", "served", "rated", "no_show"))
    op.execute(sa.update(visits).where(visits.c.part_of_id.is_not(None)).values(status="released"))
    op.execute(sa.update(visits).where(came, again).values(status="released"))
    op.execute(sa.update(visits).where(came).values(status="confirmed"))
    op.execute(sa.update(visits).where(visits.c.status == "rescheduled").values(status="released"))
    op.execute(sa.update(visits).where(visits.c.status == "canceled_office").values(status="canceled_user"))
    for name in ("day", "part_of_id", "moved_from_id"):
        op.drop_index(op.f(f"ix_appointment_{name}"), "appointment")
    _drop_indexes()
    kept = _keep_events()
    with op.batch_alter_table("appointment") as batch:
        batch.drop_constraint(batch.f("fk_appointment_part_of_id_appointment"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_appointment_moved_from_id_appointment"), type_="foreignkey")
        batch.drop_constraint(batch.f("uq_appointment_request"), type_="unique")
        batch.drop_constraint(batch.f("ck_appointment_status"), type_="check")
        batch.create_check_constraint(batch.f("ck_appointment_status"), _status_in(_BEFORE))
        for column in _columns():
            batch.drop_column(column.name)
    _give_events_back(kept)
    _make_indexes("status IN ('held', 'confirmed')", "status IN ('held', 'confirmed')")
    with op.batch_alter_table("appointment_event", recreate="never") as batch:
        batch.drop_column("changes")
    with op.batch_alter_table("service", recreate="never") as batch:
        batch.drop_column("rule")
    with op.batch_alter_table("window", recreate="never") as batch:
        batch.drop_column("rule")
        batch.drop_column("hours")
    for table in ("code_try", "restriction", "closure"):
        op.drop_table(table)


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("extended", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("request", sa.String(length=80), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False, server_default="chat"),
        sa.Column("language", sa.String(length=2), nullable=False, server_default="zh"),
        sa.Column("needs", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("proxy", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("walk_in", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("offered", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("slots", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("part_of_id", sa.Integer(), nullable=True),
        sa.Column("moved_from_id", sa.Integer(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
    )


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _status_in(states: tuple[str, ...]) -> str:
    return f"status IN ({', '.join(map(repr, states))})"


def _keep_events() -> bool:
    """Put the events aside: where the table is made anew, dropping the old one takes them along."""
    if _on_sqlite():
        op.execute("CREATE TEMPORARY TABLE kept_event AS SELECT * FROM appointment_event")
    return _on_sqlite()


def _give_events_back(kept: bool) -> None:
    if kept:
        op.execute("DELETE FROM appointment_event")
        op.execute("INSERT INTO appointment_event SELECT * FROM kept_event")
        op.execute("DROP TABLE kept_event")


def _drop_indexes() -> None:
    op.drop_index("uq_appointment_seat", "appointment")
    op.drop_index("uq_appointment_person_day", "appointment")


def _make_indexes(taking: str, counting: str) -> None:
    op.create_index(
        "uq_appointment_seat", "appointment", ["slot_id", "seat_number"], unique=True,
        sqlite_where=sa.text(taking), postgresql_where=sa.text(taking),
    )  # fmt: skip
    op.create_index(
        "uq_appointment_person_day", "appointment", ["phone_digest", "service_id", "day"], unique=True,
        sqlite_where=sa.text(counting), postgresql_where=sa.text(counting),
    )  # fmt: skip


def _make_tables() -> None:
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(length=60), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_closure_hall_id_hall")),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name=op.f("fk_closure_window_id_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_index(op.f("ix_closure_hall_id"), "closure", ["hall_id"])
    op.create_index(op.f("ix_closure_day"), "closure", ["day"])
    op.create_table(
        "restriction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_digest", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(length=60), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    op.create_index(op.f("ix_restriction_phone_digest"), "restriction", ["phone_digest"])
    op.create_table(
        "code_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_try")),
    )
    op.create_index(op.f("ix_code_try_code"), "code_try", ["code"])


def _make_waiting_list() -> None:
    op.create_table(
        "waiting_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("case_code", sa.String(length=40), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("day_from", sa.Date(), nullable=False),
        sa.Column("day_to", sa.Date(), nullable=False),
        sa.Column("time_from", sa.Time(), nullable=True),
        sa.Column("time_to", sa.Time(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'offered', 'taken', 'missed', 'left', 'over')",
            name=op.f("ck_waiting_list_status"),
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_waiting_list_service_id_service")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_waiting_list_appointment_id_appointment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_list")),
    )
    op.create_index(op.f("ix_waiting_list_conversation_id"), "waiting_list", ["conversation_id"])
    op.create_index(op.f("ix_waiting_list_status"), "waiting_list", ["status"])
