"""The migrations make the tables that the models speak of, on both databases, and can be taken back."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from knowledge.database import MIGRATIONS, connect, migrate
from knowledge.models import Base


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_url(request: pytest.FixtureRequest, tmp_path: object) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    return str(request.getfixturevalue("postgresql_url"))


def test_the_migrations_make_what_the_models_say(empty_url: str) -> None:
    migrate(empty_url)
    engine = connect(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_tables_of_versions_can_be_taken_back_and_made_again(empty_url: str) -> None:
    migrate(empty_url)
    engine = connect(empty_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(office_writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
        assert "document_relation" not in inspect(connection).get_table_names()
        command.upgrade(config, "head")
        assert "document_relation" in inspect(connection).get_table_names()
    engine.dispose()
