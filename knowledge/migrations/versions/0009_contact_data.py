"""Contact data: key ids, consents, exports, deletions, reminders of visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from knowledge.models import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = (
    "retention_run", "visit_reminder", "forgotten_dialogue", "export_request", "deletion", "consent", "consent_text",
    "sealed_key",
)  # fmt: skip
_SMS_STATES = "'none', 'waiting', 'sending', 'sent', 'failed', 'dropped'"


def upgrade() -> None:
    op.add_column("contact", sa.Column("key_id", sa.String(16), nullable=False, server_default=""))
    op.add_column("contact", sa.Column("id_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("form_request", sa.Column("fields", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("form_request", sa.Column("about", sa.String(60), nullable=False, server_default=""))
    op.add_column("form_request", sa.Column("consents", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("event", sa.Column("until", UtcDateTime(timezone=True), nullable=True))
    op.add_column("service", sa.Column("needs_id_number", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "sealed_key",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sealed_key")),
    )
    op.create_table(
        "consent_text",
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_used_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "version", "language", name=op.f("pk_consent_text")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_ref", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("given_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_contact_ref"), "consent", ["contact_ref"])
    op.create_table(
        "deletion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('delete', 'withdraw')", name=op.f("ck_deletion_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
        sa.UniqueConstraint("number", name=op.f("uq_deletion_number")),
    )
    op.create_table(
        "export_request",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("code", sa.String(30), nullable=False, server_default=""),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], ondelete="CASCADE",
            name=op.f("fk_export_request_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_request")),
    )  # fmt: skip
    op.create_index(op.f("ix_export_request_conversation_id"), "export_request", ["conversation_id"])
    op.create_table(
        "forgotten_dialogue",
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_forgotten_dialogue")),
    )
    op.create_table(
        "visit_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("sms_state", sa.String(10), nullable=False),
        sa.Column("sms_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.CheckConstraint(f"sms_state IN ({_SMS_STATES})", name=op.f("ck_visit_reminder_sms_state")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], ondelete="CASCADE",
            name=op.f("fk_visit_reminder_appointment_id_appointment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_reminder")),
        sa.UniqueConstraint("appointment_id", "slot_id", "kind", name=op.f("uq_visit_reminder_appointment_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_visit_reminder_sms_state"), "visit_reminder", ["sms_state"])
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("deleted", sa.JSON(), nullable=False),
        sa.Column("overdue", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    for table, columns in (
        ("service", ("needs_id_number",)), ("event", ("until",)), ("form_request", ("consents", "about", "fields")),
        ("contact", ("id_sealed", "key_id")),
    ):  # fmt: skip
        # Never made anew: other tables point to its rows.
        with op.batch_alter_table(table, recreate="never") as batch:
            for column in columns:
                batch.drop_column(column)
