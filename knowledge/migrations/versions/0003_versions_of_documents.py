"""Versions of documents, how they relate, when one may apply, which benefits go together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ACTIVE = sa.text("canceled_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("entry") as batch:
        batch.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch.add_column(sa.Column("valid_to", sa.Date(), nullable=True))
        batch.add_column(sa.Column("succeeded_by", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
    _relations()
    _windows()
    _rules()
    _reminders()


def _relations() -> None:
    op.create_table(
        "document_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("target_title", sa.Text(), nullable=False),
        sa.Column("target_number", sa.Text(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "type IN ('supersedes', 'amends', 'repeals', 'implements', 'interprets', 'based_on', 'attaches')",
            name=op.f("ck_document_relation_type"),
        ),
        sa.CheckConstraint(
            "target <> '' OR target_title <> '' OR target_number <> ''", name=op.f("ck_document_relation_target_named")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_relation_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_relation")),
    )
    op.create_index(op.f("ix_document_relation_document_id"), "document_relation", ["document_id"])
    op.create_index(op.f("ix_document_relation_target"), "document_relation", ["target"])


def _windows() -> None:
    op.create_table(
        "application_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("closes", sa.Date(), nullable=True),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
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
        sa.CheckConstraint("mode IN ('常年受理', '集中申报', '免申即享')", name=op.f("ck_application_window_mode")),
        sa.CheckConstraint(
            "opens IS NULL OR closes IS NULL OR opens <= closes",
            name=op.f("ck_application_window_opens_before_it_closes"),
        ),
        sa.CheckConstraint(
            "provenance IN ('seed', 'verified_public', 'reported', 'illustrative', 'office_confirmed')",
            name=op.f("ck_application_window_provenance"),
        ),
        sa.CheckConstraint("wording IN ('original', 'summary')", name=op.f("ck_application_window_wording")),
        sa.CheckConstraint(
            "provenance <> 'verified_public' OR (source_url IS NOT NULL AND as_of IS NOT NULL)",
            name=op.f("ck_application_window_verified_source"),
        ),
        sa.CheckConstraint(
            "provenance <> 'reported' OR source_url IS NULL", name=op.f("ck_application_window_reported_without_link")
        ),
        sa.CheckConstraint("provenance <> 'seed' OR as_of IS NOT NULL", name=op.f("ck_application_window_seed_as_of")),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_application_window_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_window")),
        sa.UniqueConstraint("code", name=op.f("uq_application_window_code")),
    )
    op.create_index(op.f("ix_application_window_policy_id"), "application_window", ["policy_id"])


def _rules() -> None:
    op.create_table(
        "benefit_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("one_ids", sa.JSON(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("other_ids", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "rule IN ('不可兼得', '就高不重复', '可叠加', '差额补足', '前置')", name=op.f("ck_benefit_rule_rule")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_benefit_rule_document_id_document"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["clause.id"], name=op.f("fk_benefit_rule_clause_id_clause"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_rule")),
    )
    op.create_index(op.f("ix_benefit_rule_document_id"), "benefit_rule", ["document_id"])


def _reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("window_code", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("canceled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_reminder_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_conversation_id"), "reminder", ["conversation_id"])
    op.create_index(op.f("ix_reminder_window_code"), "reminder", ["window_code"])
    op.create_index(
        "uq_reminder_active",
        "reminder",
        ["conversation_id", "window_code"],
        unique=True,
        sqlite_where=_ACTIVE,
        postgresql_where=_ACTIVE,
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("reply", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_event_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("key", name=op.f("uq_event_key")),
    )
    op.create_index(op.f("ix_event_conversation_id"), "event", ["conversation_id"])


def downgrade() -> None:
    for table in ("event", "reminder", "benefit_rule", "application_window", "document_relation"):
        op.drop_table(table)
    with op.batch_alter_table("document") as batch:
        batch.drop_column("ended_on")
    with op.batch_alter_table("entry") as batch:
        for column in ("succeeded_by", "valid_to", "valid_from"):
            batch.drop_column(column)
