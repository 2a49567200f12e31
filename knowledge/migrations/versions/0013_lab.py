"""Teaching the assistant: judgements of staff, changes for a training, saved tests and their runs, releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_set")),
        sa.UniqueConstraint("name", name=op.f("uq_case_set_name")),
    )
    op.create_table(
        "lab_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("meant", sa.String(length=60), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff_account.id"], name=op.f("fk_lab_judgement_by_id_staff_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_judgement")),
    )
    with op.batch_alter_table("lab_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lab_judgement_at"), ["at"], unique=False)

    op.create_table(
        "open_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replay", sa.JSON(), nullable=False),
        sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'sentence', 'clause', 'question', 'not_ours')", name=op.f("ck_open_question_status")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff_account.id"], name=op.f("fk_open_question_by_id_staff_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_question")),
        sa.UniqueConstraint("key", name=op.f("uq_open_question_key")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("base", sa.String(length=120), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("gate", sa.JSON(), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'training', 'comparing', 'ready', 'failed', 'cancelled', 'published', 'refused', 'replaced')",
            name=op.f("ck_release_status"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff_account.id"], name=op.f("fk_release_decided_by_id_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["staff_account.id"], name=op.f("fk_release_proposed_by_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_status"), ["status"], unique=False)

    op.create_table(
        "saved_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("turns", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"], ["case_set.id"], name=op.f("fk_saved_case_set_id_case_set"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_case")),
        sa.UniqueConstraint("set_id", "key", name=op.f("uq_saved_case_set_id")),
    )
    with op.batch_alter_table("saved_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_case_set_id"), ["set_id"], unique=False)

    op.create_table(
        "case_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_case_run_status")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff_account.id"], name=op.f("fk_case_run_by_id_staff_account")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_case_run_release_id_release"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["case_set.id"], name=op.f("fk_case_run_set_id_case_set"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_run")),
    )
    with op.batch_alter_table("case_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_run_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_run_set_id"), ["set_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_run_status"), ["status"], unique=False)

    op.create_table(
        "release_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=600), nullable=False),
        sa.Column("receipt", sa.String(length=24), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision IN ('open', 'approved', 'refused')", name=op.f("ck_release_difference_decision")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff_account.id"], name=op.f("fk_release_difference_decided_by_id_staff_account")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_difference_release_id_release"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_difference")),
        sa.UniqueConstraint("release_id", "question", name=op.f("uq_release_difference_release_id")),
    )
    with op.batch_alter_table("release_difference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_difference_release_id"), ["release_id"], unique=False)

    op.create_table(
        "training_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('sentence', 'threshold')", name=op.f("ck_training_change_kind")),
        sa.CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name=op.f("ck_training_change_status")),
        sa.ForeignKeyConstraint(["by_id"], ["staff_account.id"], name=op.f("fk_training_change_by_id_staff_account")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["open_question.id"],
            name=op.f("fk_training_change_question_id_open_question"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_training_change_release_id_release"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_change")),
        sa.UniqueConstraint("key", name=op.f("uq_training_change_key")),
    )
    with op.batch_alter_table("training_change", schema=None) as batch_op:
        batch_op.create_index("ix_training_change_open", ["status", "kind"], unique=False)

    op.create_table(
        "case_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("case_key", sa.String(length=24), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("say", sa.Text(), nullable=False),
        sa.Column("expected", sa.String(length=60), nullable=False),
        sa.Column("got", sa.String(length=60), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["case_run.id"], name=op.f("fk_case_result_run_id_case_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_result")),
        sa.UniqueConstraint("run_id", "case_key", "turn", name=op.f("uq_case_result_run_id")),
    )
    with op.batch_alter_table("case_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_result_run_id"), ["run_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_result_run_id"))

    op.drop_table("case_result")
    with op.batch_alter_table("training_change", schema=None) as batch_op:
        batch_op.drop_index("ix_training_change_open")

    op.drop_table("training_change")
    with op.batch_alter_table("release_difference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_difference_release_id"))

    op.drop_table("release_difference")
    with op.batch_alter_table("case_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_run_status"))
        batch_op.drop_index(batch_op.f("ix_case_run_set_id"))
        batch_op.drop_index(batch_op.f("ix_case_run_release_id"))

    op.drop_table("case_run")
    with op.batch_alter_table("saved_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_case_set_id"))

    op.drop_table("saved_case")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_status"))

    op.drop_table("release")
    op.drop_table("open_question")
    with op.batch_alter_table("lab_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lab_judgement_at"))

    op.drop_table("lab_judgement")
    op.drop_table("case_set")
