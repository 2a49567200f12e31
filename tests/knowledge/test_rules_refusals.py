"""Files of rules that do not fit their document are refused with file, line and reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from knowledge.database import session_factory
from knowledge.eligibility.programme import programme_of, programmes
from knowledge.loading.files import ContentRefused, read_folder
from knowledge.loading.load import load_content
from knowledge.models import ContentFile, RuleSet
from knowledge.office import Office
from knowledge.settings import ROOT
from tests.conftest import NOW

CONTENT = ROOT / "knowledge" / "content"
Refusal = Callable[[str, str], tuple[int, str]]


@pytest.fixture
def refused(tmp_path: Path) -> Refusal:
    """Change a text of the rules of 鸿雁计划 and return line and reason of the refusal."""
    (tmp_path / "policies").mkdir()
    shutil.copy(CONTENT / "policies" / "hongyan.yml", tmp_path / "policies")
    path = tmp_path / "hongyan.yml"

    def change(old: str, new: str) -> tuple[int, str]:
        text = (CONTENT / "rules" / "hongyan.yml").read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(ContentRefused) as found:
            read_folder(tmp_path)
        [problem] = found.value.problems
        assert problem.path == path
        return problem.line, problem.reason

    return change


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("clause: 适用条件", "clause: 没有的条款", "no clause '没有的条款'"),
        ("value: 3年", "value: 4年", "the number of contract_months does not stand in 适用条件"),
        ("text: 与引进企业签订3年以上", "text: 与引进企业签订5年以上", "5 does not stand in 适用条件"),
        ("value: 120万元", "value: 120", "a number with its unit was expected"),
        ("field: contract_months, op", "field: contract_years, op", "no field 'contract_years'"),
        ('op: ">=", value: 3年', 'op: "=>", value: 3年', "op: one of"),
        ("value: 第一档}", "value: 第四档}", "no option '第四档'"),
        ("document: hongyan-2023", "document: hongyan-2030", "no document 'hongyan-2030'"),
        ("benefit: A类奖励", "benefit: D类奖励", "no benefit 'D类奖励'"),
        ('factor: "1.5"', 'factor: "1.6"', "factor 1.6 does not stand in 奖励标准"),
        ("status: reviewed", "status: published", "another person as reviewer"),
        ("boundary: person", "boundary: 就高", "boundary: person was expected"),
        ("class: A\n", "class: D\n", "no class 'D'"),
    ],
)
def test_rules_that_do_not_fit_are_refused(refused: Refusal, old: str, new: str, reason: str) -> None:
    line, told = refused(old, new)
    assert reason in told
    assert line >= 1


def test_the_refusal_names_the_line_of_the_condition(refused: Refusal) -> None:
    line, _ = refused("value: 3年", "value: 4年")
    lines = (CONTENT / "rules" / "hongyan.yml").read_text("utf-8").splitlines()
    assert "与引进企业签订3年以上" in lines[line - 1]


def test_a_draft_is_not_checked_and_hidden_examples_are_not_either(sqlite_engine: Engine) -> None:
    with session_factory(sqlite_engine, writes=True)() as session:
        office = Office(session, NOW)
        row = session.scalars(select(RuleSet).where(RuleSet.code == "hongyan")).one()
        row.status = "draft"
        session.flush()
        assert programme_of(office, "hongyan") is None
        hidden = programmes(Office(session, NOW, show_examples=False))
        assert hidden
        assert not [one.code for one in hidden if one.is_example]


def test_rules_that_staff_changed_are_kept(sqlite_engine: Engine) -> None:
    with session_factory(sqlite_engine, writes=True)() as session:
        row = session.scalars(select(RuleSet).where(RuleSet.code == "hongyan")).one()
        row.updated_by, row.name = "staff", "改过的名称"
        for file in session.scalars(select(ContentFile).where(ContentFile.kind == "rules")):
            file.digest = "changed"
        session.flush()
        report = load_content(session, CONTENT, NOW)
        assert "rules/hongyan" in report.kept
        assert row.name == "改过的名称"


def test_every_programme_of_the_content_has_a_basis_for_each_condition(sqlite_engine: Engine) -> None:
    with session_factory(sqlite_engine)() as session:
        found = programmes(Office(session, NOW))
        assert {"hongyan", "liuchuang", "work-permit", "example-classes"} <= {one.code for one in found}
        for one in found:
            assert all(row.clause is not None or one.entry is not None for row in one.every()), one.code


def test_no_field_asks_who_somebody_is() -> None:
    text = (ROOT / "knowledge" / "eligibility" / "fields.yml").read_text("utf-8")
    asks = [line for line in text.splitlines() if line.strip().startswith("ask:")]
    assert asks
    assert not [line for line in asks if any(word in line for word in ("姓名", "手机", "身份证", "出生日期是"))]
