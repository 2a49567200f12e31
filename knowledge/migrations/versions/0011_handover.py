"""Handovers to a person, tickets with due dates and answers, consent to partners, the switch of the bot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0014"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_KINDS = "kind IN ('handoff', 'complaint', 'appeal', 'correction'"
_OPEN = sa.text("state IN ('waiting', 'taken')")
_UNENDED = sa.text("ended_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("ticket") as batch:
        batch.add_column(sa.Column("key", sa.String(length=20), nullable=False, server_default=""))
        batch.add_column(sa.Column("state", sa.String(length=20), nullable=False, server_default="open"))
        batch.add_column(sa.Column("team", sa.String(length=60), nullable=False, server_default=""))
        batch.add_column(sa.Column("staff", sa.String(length=60), nullable=False, server_default=""))
        batch.add_column(sa.Column("answer", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("answered_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("urged", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("urged_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("overdue_at", _MOMENT, nullable=True))
        batch.drop_constraint(batch.f("ck_ticket_kind"), type_="check")
        batch.create_check_constraint(batch.f("ck_ticket_kind"), f"{_KINDS}, 'feedback', 'consultation')")
        batch.create_check_constraint(
            batch.f("ck_ticket_state"), "state IN ('open', 'in_progress', 'answered', 'closed')"
        )
        batch.create_index(batch.f("ix_ticket_state"), ["state"])
    op.execute("UPDATE ticket SET state = 'closed' WHERE closed_at IS NOT NULL")
    _handovers()
    op.create_table(
        "canned_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("updated_by", sa.String(length=60), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_reply")),
        sa.UniqueConstraint("code", name=op.f("uq_canned_reply_code")),
    )
    op.create_table(
        "partner_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("partner", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("given_at", _MOMENT, nullable=True),
        sa.Column("refused_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_consent")),
    )
    op.create_index(op.f("ix_partner_consent_conversation_id"), "partner_consent", ["conversation_id"])
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("began_by", sa.String(length=60), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index("uq_pause_open", "pause", ["what"], unique=True, sqlite_where=_UNENDED, postgresql_where=_UNENDED)


def _handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("team", sa.String(length=60), nullable=False),
        sa.Column("staff", sa.String(length=60), nullable=False),
        sa.Column("ticket", sa.String(length=30), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=True),
        sa.Column("heard_at", _MOMENT, nullable=True),
        sa.Column("acknowledged_at", _MOMENT, nullable=True),
        sa.Column("replied_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'taken', 'returned', 'left', 'closed', 'ticket')", name=op.f("ck_handover_state")
        ),
        sa.CheckConstraint(
            "reason IN ('asked', 'not_understood', 'complaint', 'appeal', 'partner', 'staff')",
            name=op.f("ck_handover_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_handover_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_conversation_id"), "handover", ["conversation_id"])
    op.create_index(op.f("ix_handover_state"), "handover", ["state"])
    op.create_index(
        "uq_handover_open", "handover", ["conversation_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "handover_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=True),
        sa.Column("ticket", sa.String(length=30), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("event", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_step")),
    )
    for column in ("handover_id", "ticket", "conversation_id"):
        op.create_index(op.f(f"ix_handover_step_{column}"), "handover_step", [column])


def downgrade() -> None:
    for table in ("pause", "partner_consent", "canned_reply", "handover_step", "handover"):
        op.drop_table(table)
    op.execute("DELETE FROM ticket WHERE kind IN ('feedback', 'consultation')")
    with op.batch_alter_table("ticket") as batch:
        batch.drop_index(batch.f("ix_ticket_state"))
        batch.drop_constraint(batch.f("ck_ticket_state"), type_="check")
        batch.drop_constraint(batch.f("ck_ticket_kind"), type_="check")
        batch.create_check_constraint(batch.f("ck_ticket_kind"), f"{_KINDS})")
        for column in (
            "overdue_at", "urged_at", "urged", "answered_at", "due_on", "answer", "staff", "team", "state", "key",
        ):  # fmt: skip
            batch.drop_column(column)
