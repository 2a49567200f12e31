"""Channels: WeChat users, deliveries, customer messages, the account; links that carry a conversation over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "wechat_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adapter", sa.String(length=10), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("message_left", sa.Integer(), nullable=False),
        sa.Column("message_until", _MOMENT, nullable=True),
        sa.Column("tap_left", sa.Integer(), nullable=False),
        sa.Column("tap_until", _MOMENT, nullable=True),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("offered_at", _MOMENT, nullable=True),
        sa.Column("form", sa.LargeBinary(), nullable=True),
        sa.Column("form_at", _MOMENT, nullable=True),
        sa.Column("consents", sa.JSON(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_wechat_user_conversation_id_conversation"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_user")),
        sa.UniqueConstraint("digest", name=op.f("uq_wechat_user_digest")),
    )
    op.create_index(op.f("ix_wechat_user_conversation_id"), "wechat_user", ["conversation_id"])
    op.create_index(op.f("ix_wechat_user_updated_at"), "wechat_user", ["updated_at"])
    op.create_table(
        "wechat_delivery",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("replied_at", sa.Integer(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'answered', 'handed_over', 'parked', 'failed')",
            name=op.f("ck_wechat_delivery_state"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["wechat_user.id"], name=op.f("fk_wechat_delivery_user_id_wechat_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_wechat_delivery")),
    )
    op.create_index(op.f("ix_wechat_delivery_user_id"), "wechat_delivery", ["user_id"])
    op.create_index(op.f("ix_wechat_delivery_created_at"), "wechat_delivery", ["created_at"])
    op.create_table(
        "wechat_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('due', 'sending', 'sent', 'kept', 'rest', 'shown', 'failed', 'unreached')",
            name=op.f("ck_wechat_message_state"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["wechat_user.id"], name=op.f("fk_wechat_message_user_id_wechat_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_wechat_message_event_id_event"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_message")),
        sa.UniqueConstraint("event_id", name=op.f("uq_wechat_message_event_id")),
    )
    op.create_index(op.f("ix_wechat_message_user_id"), "wechat_message", ["user_id"])
    op.create_index(op.f("ix_wechat_message_state"), "wechat_message", ["state"])
    op.create_table(
        "wechat_account",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("token_until", _MOMENT, nullable=True),
        sa.Column("renewing_until", _MOMENT, nullable=True),
        sa.Column("forced_at", _MOMENT, nullable=True),
        sa.Column("paused_until", _MOMENT, nullable=True),
        sa.Column("forbidden_until", _MOMENT, nullable=True),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_wechat_account")),
    )
    op.create_table(
        "chat_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_chat_link_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_chat_link")),
    )
    op.create_index(op.f("ix_chat_link_conversation_id"), "chat_link", ["conversation_id"])


def downgrade() -> None:
    for table in ("chat_link", "wechat_account", "wechat_message", "wechat_delivery", "wechat_user"):
        op.drop_table(table)
