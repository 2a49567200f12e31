"""Documents that an office ingests, as drafts until staff approve them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CLAUSE = ("table_rows", "page", "char_end", "char_start", "parent_id", "ordinal", "level")


def upgrade() -> None:
    with op.batch_alter_table("clause") as batch:
        batch.add_column(sa.Column("level", sa.String(length=10), nullable=False, server_default=""))
        batch.add_column(sa.Column("ordinal", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("char_start", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("char_end", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("page", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("table_rows", sa.JSON(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_clause_parent_id_clause"), "clause", ["parent_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_index(op.f("ix_clause_parent_id"), ["parent_id"])
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("issued_by", sa.JSON(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.Column("validity", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("policy_code", sa.String(length=60), nullable=False),
        sa.Column("document_code", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'approved', 'rejected', 'replaced')", name=op.f("ck_draft_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("digest", name=op.f("uq_draft_digest")),
        sa.UniqueConstraint("reference", name=op.f("uq_draft_reference")),
    )
    op.create_index(op.f("ix_draft_status"), "draft", ["status"])


def downgrade() -> None:
    op.drop_table("draft")
    with op.batch_alter_table("clause") as batch:
        batch.drop_index(op.f("ix_clause_parent_id"))
        batch.drop_constraint(op.f("fk_clause_parent_id_clause"), type_="foreignkey")
        for column in _CLAUSE:
            batch.drop_column(column)
