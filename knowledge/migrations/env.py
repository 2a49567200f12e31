"""Alembic's entry: migrations run on the connection that `knowledge.database.migrate` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from knowledge.models import Base, UtcDateTime


def _render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    # A migration must not import today's models: write our type as what it is in the database.
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
