"""An amount that is asked of a service is told by the article its guide rests on, not by the first of the document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

import knowledge
from knowledge.answers import NoAspect, PolicyFinding, Question, find_answer
from knowledge.answers.findings import Aspect
from knowledge.database import connect, migrate, session_factory
from knowledge.loading.load import load_content
from knowledge.office import Office
from knowledge.retrieval import Retriever, character_pairs

CONTENT = Path(knowledge.__file__).parent / "content"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path_factory.mktemp('db')}/content.db"
    migrate(url)
    engine = connect(url)
    with session_factory(engine, writes=True)() as session:
        load_content(session, CONTENT, NOW)
        yield session
        session.rollback()
    engine.dispose()


@pytest.mark.parametrize(
    ("subject", "aspect", "articles"),
    [
        ("service:settling-grant", "amount", ["第四条"]),
        ("service:settling-grant", "payout", ["第五条", "第二十四条"]),
        ("service:settling-grant", "stacking", ["第二十五条"]),
        ("topic:talent-apartment", "amount", ["第八条"]),
        ("service:postdoc-grant", "amount", ["第十六条"]),
        ("topic:startup-interest", "amount", ["第十五条"]),
        ("topic:employer-reward", "amount", ["第十七条"]),
    ],
)
def test_the_article_of_the_service_answers(
    session: Session, subject: str, aspect: Aspect, articles: list[str]
) -> None:
    found = find_answer(Office(session, NOW), Retriever(character_pairs), Question(aspect, "多少", (subject,)))
    assert isinstance(found, PolicyFinding)
    assert [clause.path for clause in found.clauses] == articles


def test_an_amount_that_the_articles_of_the_service_do_not_tell_is_not_taken_from_other_articles(
    session: Session,
) -> None:
    question = Question("amount", "多少", ("service:child-school",))
    assert isinstance(find_answer(Office(session, NOW), Retriever(character_pairs), question), NoAspect)
