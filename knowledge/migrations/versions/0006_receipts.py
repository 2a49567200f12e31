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


def downgrade() -> None:
    with op.batch_alter_table("turn") as batch:
        batch.drop_constraint(batch.f("uq_turn_receipt"), type_="unique")
        for column in ("read", "model", "confidence", "intent", "receipt"):
            batch.drop_column(column)
