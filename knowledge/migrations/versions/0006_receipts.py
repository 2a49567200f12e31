"""Receipts of answers, approved questions and answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turn") as batch:
        batch.add_column(sa.Column("receipt", sa.String(length=24), nullable=True))
        batch.add_column(sa.Column("intent", sa.String(length=60), nullable=False, server_default=""))
        batch.add_column(sa.Column("confidence", sa.Double(), nullable=True))
        batch.add_column(sa.Column("model", sa.String(length=80), nullable=False, server_default=""))
        batch.add_column(sa.Column("read", sa.JSON(), nullable=False, server_default="{}"))
        batch.create_unique_constraint(batch.f("uq_turn_receipt"), ["receipt"])
    op.create_table(
        "approved_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("paraphrases", sa.JSON(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("rests_on", sa.JSON(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=60), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("provenance", sa.String(length=20), nullable=False),
        sa.Column("wording", sa.String(length=10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("source_locator", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("updated_by", sa.String(length=60), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "provenance IN ('seed', 'verified_public', 'reported', 'illustrative', 'office_confirmed')",
            name=op.f("ck_approved_answer_provenance"),
        ),
        sa.CheckConstraint("wording IN ('original', 'summary')", name=op.f("ck_approved_answer_wording")),
        sa.CheckConstraint(
            "provenance <> 'verified_public' OR (source_url IS NOT NULL AND as_of IS NOT NULL)",
            name=op.f("ck_approved_answer_verified_source"),
        ),
        sa.CheckConstraint(
            "provenance <> 'reported' OR source_url IS NULL", name=op.f("ck_approved_answer_reported_without_link")
        ),
        sa.CheckConstraint("provenance <> 'seed' OR as_of IS NOT NULL", name=op.f("ck_approved_answer_seed_as_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_answer")),
        sa.UniqueConstraint("code", name=op.f("uq_approved_answer_code")),
    )
    op.create_table(
        "approved_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["approved_answer.id"],
            name=op.f("fk_approved_subject_answer_id_approved_answer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_subject")),
    )
    op.create_index(op.f("ix_approved_subject_answer_id"), "approved_subject", ["answer_id"])
    op.create_index(op.f("ix_approved_subject_subject"), "approved_subject", ["subject"])


def downgrade() -> None:
    op.drop_table("approved_subject")
    op.drop_table("approved_answer")
    with op.batch_alter_table("turn") as batch:
        batch.drop_constraint(batch.f("uq_turn_receipt"), type_="unique")
        for column in ("read", "model", "confidence", "intent", "receipt"):
            batch.drop_column(column)
