"""English texts of records, and the list of sensitive words that staff own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = ("service", "policy", "hall", "window", "entry")


def upgrade() -> None:
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("en", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "sensitive_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("reply", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "kind IN ('abuse', 'politics', 'secret', 'injection', 'guarantee')", name=op.f("ck_sensitive_word_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensitive_word")),
    )
    op.create_index(op.f("ix_sensitive_word_file_code"), "sensitive_word", ["file_code"])


def downgrade() -> None:
    op.drop_table("sensitive_word")
    for table in reversed(_TABLES):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("en")
