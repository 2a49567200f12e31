"""Figures of days and weeks, progress of applications with its codes, and turns by their moment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_SMS = "sms_state IN ('none', 'waiting', 'sending', 'sent', 'failed', 'dropped')"


def upgrade() -> None:
    op.create_index("ix_turn_at", "turn", ["at"])
    op.create_table(
        "day_figure",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "label", name="pk_day_figure"),
    )
    op.create_table(
        "published_week",
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("monday", name="pk_published_week"),
    )
    op.create_table(
        "case_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("ref", sa.String(40), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("status", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["staff_account.id"], name="fk_case_progress_imported_by_id_staff_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_progress"),
        sa.UniqueConstraint("number", name="uq_case_progress_number"),
        sa.UniqueConstraint("ref", name="uq_case_progress_ref"),
    )
    op.create_table(
        "progress_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(40), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("sms_state", sa.String(10), nullable=False),
        sa.Column("sms_at", _MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.CheckConstraint(_SMS, name=op.f("ck_progress_code_sms_state")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_progress.id"], name="fk_progress_code_case_id_case_progress", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_progress_code"),
        sa.UniqueConstraint("ref", name="uq_progress_code_ref"),
    )
    for column in ("conversation_id", "case_id", "sms_state"):
        op.create_index(f"ix_progress_code_{column}", "progress_code", [column])


def downgrade() -> None:
    for table in ("progress_code", "case_progress", "published_week", "day_figure"):
        op.drop_table(table)
    op.drop_index("ix_turn_at", "turn")
