"""The words of every consent are kept; an agreement is recorded with the words it was given to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.models import ConsentText
from knowledge.office import Office
from knowledge.personal import consents
from knowledge.personal.periods import periods
from tests.knowledge.personal.people import NOW

EVERY = [(purpose, row) for purpose, rows in consents.every_version().items() for row in rows]


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    with session_factory(engine, writes=True)() as session:
        yield Office(session, NOW)


@pytest.mark.parametrize(("purpose", "row"), EVERY, ids=[f"{purpose}-{row['version']}" for purpose, row in EVERY])
def test_no_text_of_a_version_was_changed(purpose: str, row: dict[str, str]) -> None:
    assert consents.digest_of_version(row) == row["digest"], f"{purpose}: add a version instead"


def test_versions_only_grow() -> None:
    for rows in consents.every_version().values():
        versions = [row["version"] for row in rows]
        assert versions == sorted(set(versions))


def test_the_periods_that_a_consent_names_are_those_that_are_kept() -> None:
    assert f"到访{periods()['contact']}天后删除" in consents.current("contact").text
    assert f"到访{periods()['id_number']}天后删除" in consents.current("id_number").text
    assert f"{periods()['contact']} days after" in consents.current("contact", "en").text
    assert f"{periods()['id_number']} days after" in consents.current("id_number", "en").text


def test_the_agreement_and_its_words_are_kept(office: Office) -> None:
    words = consents.current("contact")
    consents.record(office, "ct_1", [words.key])
    (row,) = consents.standing(office, "ct_1")
    assert (row.purpose, row.version, row.language, row.given_at) == ("contact", words.version, "zh", NOW)
    kept = office.session.scalars(select(ConsentText)).one()
    assert (kept.version, kept.text) == (words.version, words.text)


def test_the_same_agreement_is_written_once(office: Office) -> None:
    for _ in range(2):
        consents.record(office, "ct_1", [consents.current("contact").key])
    assert len(consents.standing(office, "ct_1")) == 1


def test_an_older_form_is_kept_with_the_words_that_it_showed(office: Office) -> None:
    consents.record(office, "ct_1", ["contact/2026-11/zh"])
    assert office.session.scalars(select(ConsentText)).one().text == consents.words_of("contact/2026-11/zh").text


def test_words_that_never_were_are_refused(office: Office) -> None:
    with pytest.raises(KeyError):
        consents.record(office, "ct_1", ["contact/1999-01/zh"])


def test_what_is_taken_back_stands_no_more_and_is_remembered(office: Office) -> None:
    consents.record(office, "ct_1", [consents.current("contact").key])
    (row,) = consents.standing(office, "ct_1")
    assert consents.take_back(office, ["ct_1", "ct_2"]) == 1
    assert consents.standing(office, "ct_1") == []
    office.session.refresh(row)
    assert row.withdrawn_at == NOW
