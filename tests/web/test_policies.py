"""The versions of a policy and their difference are open to anybody, in the shapes of docs/api.md."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import Engine, select

from actions.render_policy import citation
from knowledge.database import session_factory
from knowledge.models import Clause
from knowledge.settings import ROOT
from knowledge.validity import validity_on
from tests.conftest import NOW
from tests.web.conftest import MakeSite, Site

_FENCE = re.compile(r"^```json\n(\{\n  \"policy\".*?)^```$", re.MULTILINE | re.DOTALL)


def _get(site: Site, path: str) -> dict[str, Any]:
    response = site.client.get(f"/api/policies/{path}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_the_versions_of_a_text_newest_first(site: Site) -> None:
    told = _get(site, "work-permit/versions")
    assert [(row["code"], row["current"]) for row in told["versions"]] == [
        ("work-permit-2024", True), ("work-permit-2017", False),
    ]  # fmt: skip
    assert told["versions"][0]["begins"] == "2024-12-01"


def test_without_names_the_present_version_is_set_beside_the_one_before(site: Site) -> None:
    told = _get(site, "work-permit/difference")
    assert (told["before"]["code"], told["after"]["code"]) == ("work-permit-2017", "work-permit-2024")
    kinds = {change["after"]: change["kind"] for change in told["changes"] if change["after"]}
    assert kinds["社保卡融合"] == "added"
    assert kinds["许可载体"] == "changed"


def test_the_shapes_are_those_of_the_page(site: Site) -> None:
    versions, difference, document = (
        json.loads(body) for body in _FENCE.findall((ROOT / "docs" / "api.md").read_text("utf-8"))
    )
    told = _get(site, "work-permit/versions")
    assert set(told) == set(versions)
    assert set(told["versions"][0]) == set(versions["versions"][0])
    told = _get(site, "work-permit/difference")
    assert set(told) == set(difference)
    assert set(told["changes"][0]) == set(difference["changes"][0])
    told = _get(site, "work-permit/documents/work-permit-2024")
    assert set(told) == set(document)
    assert set(told["clauses"][0]) == set(document["clauses"][0])


def test_a_citation_leads_to_the_text_that_holds_its_clause(site: Site, kept: Engine) -> None:
    with session_factory(kept)() as session:
        for clause in session.scalars(select(Clause)):
            cited = citation(clause, validity_on(clause.document, NOW.date()))
            told = site.client.get(cited.document or "").json()
            assert {"path": clause.path, "heading": clause.heading, "text": clause.text} in told["clauses"]


@pytest.mark.parametrize(
    "path",
    [
        "nothing/versions",
        "nothing/documents/work-permit-2024",
        "work-permit/documents/nothing",
        "work-permit/documents/hongyan-2023",
        "nothing/difference",
        "tech-growth-loan/difference",
        "work-permit/difference?before=nothing",
        "work-permit/difference?before=hongyan-2023",
    ],
)
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    response = site.client.get(f"/api/policies/{path}")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_example_data_that_is_not_shown_is_not_found(make_site: MakeSite) -> None:
    with make_site(show_examples="off") as site:
        assert site.client.get("/api/policies/example-talent-measures/versions").status_code == 404
        assert site.client.get("/api/policies/work-permit/versions").status_code == 200
