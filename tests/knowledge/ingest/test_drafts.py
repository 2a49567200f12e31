"""Drafts: idempotent, invisible, and after approval quoted in the document's own words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from actions.render_policy import citation
from benchmarks.office_documents.make_xlsx import make_catalogue
from knowledge.answers.policies import clause_finding
from knowledge.database import session_factory
from knowledge.ingest.approve import CannotApprove, approve
from knowledge.ingest.drafts import Kept, NoSuchDraft, keep_draft, open_drafts, reject
from knowledge.ingest.parse import parse_source
from knowledge.ingest.source import SourceFile, open_source
from knowledge.loading.load import load_content
from knowledge.loading.rows import retire
from knowledge.models import Clause, Document, Draft, NewsFact, Policy, Service
from knowledge.office import Office
from knowledge.settings import ROOT
from knowledge.subjects import all_names
from knowledge.validity import validity_on
from knowledge.versions.in_force import current_document
from tests.conftest import NOW

TEXT = """示例发〔2024〕7号
示例区青年驿站管理办法（试行）
第一条　青年人才可以免费住宿七天。
第二条　申请人应当符合下列条件：
（一）年龄不超过三十五周岁；
（二）来本区求职。
第三条　本办法自2024年3月1日起施行，有效期两年。
示例区人才局
2024年1月5日
"""
NEWER = (
    TEXT.replace("〔2024〕7号", "〔2026〕3号")
    .replace("七天", "十天")
    .replace("2024年", "2026年")
    .replace("（试行）", "")
)


@pytest.fixture
def session(sqlite_engine: Engine) -> Iterator[Session]:
    with session_factory(sqlite_engine, writes=True)() as session:
        yield session


def keep(session: Session, text: str = TEXT, name: str = "示例.txt") -> Kept:
    data = text.encode()
    return keep_draft(session, parse_source(SourceFile(name, "text", data, hashlib.sha256(data).hexdigest())), NOW)


def approved(session: Session, text: str = TEXT) -> Policy:
    (subject,) = approve(session, keep(session, text).draft.reference, "张示例", NOW)
    policy = session.scalar(select(Policy).where(Policy.code == subject.partition(":")[2]))
    assert policy is not None
    return policy


def counts(session: Session) -> tuple[int, ...]:
    models = (Policy, Document, Clause, Service, NewsFact)
    return tuple(session.scalar(select(func.count()).select_from(model)) or 0 for model in models)


def test_the_same_bytes_change_nothing(session: Session) -> None:
    first, again = keep(session), keep(session, name="别名.txt")
    assert (first.outcome, again.outcome) == ("created", "unchanged")
    assert again.draft is first.draft


def test_a_draft_is_no_part_of_what_is_answered_from(session: Session) -> None:
    before, names = counts(session), all_names(session)
    keep(session)
    assert counts(session) == before
    assert all_names(session) == names


def test_approval_publishes_what_can_be_quoted(session: Session) -> None:
    policy = approved(session)
    document = policy.documents[0]
    assert policy.name == "示例区青年驿站管理办法（试行）"
    assert (document.provenance, document.wording, document.trial) == ("office_confirmed", "original", True)
    clause = next(row for row in document.clauses if row.path == "第二条第（二）项")
    assert (clause.level, clause.ordinal, clause.parent and clause.parent.path) == ("项", 2, "第二条")
    draft = session.scalar(select(Draft).where(Draft.document_code == document.code))
    assert draft is not None and clause.char_start is not None
    assert draft.text[clause.char_start : clause.char_end] == clause.text == "（二）来本区求职。"
    finding = clause_finding(Office(session, NOW), policy, clause)
    told = citation(clause, finding.validity)
    assert (told.wording, told.clause, told.text) == ("original", "第二条第（二）项", "（二）来本区求职。")
    assert "“（二）来本区求职。”" in told.plain()


def test_example_data_stays_example_data_whoever_approves_it(session: Session) -> None:
    text = TEXT.replace("示例发〔2024〕7号", "示例〔2024〕07号").replace("示例区青年", "【示例】青年")
    keep(session, text)
    session.flush()
    [waiting] = open_drafts(session)
    approve(session, waiting.reference, "审核员", NOW)
    document = session.scalars(select(Document).where(Document.number == "示例〔2024〕07号")).one()
    assert document.provenance == "illustrative"


def test_both_databases_publish_and_renew(engine: Engine) -> None:
    with session_factory(engine, writes=True)() as session, session.begin():
        policy = approved(session)
        assert approved(session, NEWER) is policy
    with session_factory(engine, writes=True)() as session, session.begin():
        held = session.scalars(select(Policy).where(Policy.code == policy.code)).one()
        assert [len(document.clauses) for document in held.documents] == [5, 5]
        # A policy that is taken away takes the tree of its clauses along.
        session.delete(held)


def test_a_newer_document_of_the_policy_becomes_its_first_version(session: Session) -> None:
    policy = approved(session)
    again = approved(session, NEWER)
    assert again is policy
    session.flush()
    session.refresh(policy)
    assert [document.number for document in policy.documents] == ["示例发〔2026〕3号", "示例发〔2024〕7号"]
    relation = policy.documents[0].relations[0]
    assert (relation.type, relation.target) == ("supersedes", policy.documents[1].code)
    assert str(relation.since) == "2026-03-01"


def test_changed_bytes_replace_the_waiting_draft_and_later_the_text(session: Session) -> None:
    first = keep(session).draft
    second = keep(session, TEXT.replace("七天", "八天")).draft
    assert (first.status, second.status) == ("replaced", "draft")
    assert list(open_drafts(session)) == [second]
    approve(session, second.reference, "张示例", NOW)
    third = keep(session, TEXT.replace("七天", "九天"))
    assert third.version_of is not None
    assert any("已有文件" in warning for warning in third.draft.warnings)
    approve(session, third.draft.reference, "张示例", NOW)
    session.refresh(third.version_of)
    newest, older = third.version_of.documents
    assert "九天" in newest.clauses[0].text
    assert older.validity == "已修改"


def test_a_rejected_draft_stays_rejected(session: Session) -> None:
    before = counts(session)
    draft = keep(session).draft
    reject(session, draft.reference, "张示例", NOW, "不是正式文件")
    with pytest.raises(NoSuchDraft, match="已退回"):
        approve(session, draft.reference, "张示例", NOW)
    assert keep(session).outcome == "unchanged"
    assert counts(session) == before


def test_nobody_approves_what_is_not_there_or_without_a_name(session: Session) -> None:
    with pytest.raises(NoSuchDraft, match="没有编号"):
        approve(session, "00000000", "张示例", NOW)
    with pytest.raises(CannotApprove, match="批准人"):
        approve(session, keep(session).draft.reference, " ", NOW)
    with pytest.raises(CannotApprove, match="没有代码为 nothing"):
        approve(session, open_drafts(session)[0].reference, "张示例", NOW, policy="nothing")


def test_loading_content_keeps_what_was_ingested(session: Session) -> None:
    policy = approved(session)
    held = session.scalar(select(Policy).where(Policy.code == "tech-growth-loan"))
    assert held is not None
    real = TEXT.replace("示例发〔2024〕7号", "渝两江管发[2025] 7号").replace("青年驿站管理办法（试行）", "科技贷款办法")
    assert approved(session, real) is held
    load_content(session, ROOT / "knowledge" / "content", NOW)
    assert not retire(session, "policy", "tech-growth-loan")
    session.flush()
    session.refresh(held)
    assert held.documents[0].wording == "original"
    assert session.get(Policy, policy.id) is policy


def test_an_article_becomes_facts_with_its_source_and_day(session: Session) -> None:
    article = (
        "示例新区打造人才高地\n2025-06-03 09:00:00 来源:示例日报\n示例新区坚持人才优先，推进改革。\n"
        "去年引进青年人才137名，建成人才公寓241套。\n责任编辑：张示例\n"
    )
    subjects = approve(session, keep(session, article).draft.reference, "张示例", NOW)
    facts = session.scalars(select(NewsFact).where(NewsFact.source == "示例日报").order_by(NewsFact.id)).all()
    assert [fact.statement for fact in facts] == ["去年引进青年人才137名", "建成人才公寓241套"]
    assert subjects == [f"fact:{fact.code}" for fact in facts]
    assert {(str(fact.as_of), fact.source_locator, fact.wording) for fact in facts} == {
        ("2025-06-03", "第2段", "original")
    }


def test_a_catalogue_becomes_services_and_fills_those_that_are_held(session: Session, tmp_path: Path) -> None:
    data, items = make_catalogue(1)
    (tmp_path / "目录.xlsx").write_bytes(data)
    parsed = parse_source(open_source(tmp_path / "目录.xlsx"))
    subjects = approve(session, keep_draft(session, parsed, NOW).draft.reference, "张示例", NOW)
    assert len(subjects) == len(items)
    row = session.scalar(select(Service).where(Service.name == items[0]["name"]))
    assert row is not None
    assert row.conditions == ["在本区全职工作", "依法缴纳社会保险"]
    assert [material.form for material in row.materials] == ["复印件", "复印件", "原件"]
    assert (row.promised_limit, row.category) == (items[0]["promised_limit"], items[0]["category"])


def test_an_older_text_that_comes_later_stands_behind_the_newer_one(session: Session) -> None:
    policy = approved(session, NEWER)
    assert approved(session) is policy
    session.refresh(policy)
    newest, older = policy.documents
    assert (newest.number, older.number) == ("示例发〔2026〕3号", "示例发〔2024〕7号")
    assert [relation.target for relation in newest.relations] == [older.code]
    assert older.relations == []


def test_a_decision_that_changes_articles_leaves_the_text_in_place(session: Session) -> None:
    policy = approved(session)
    change = (
        "示例发〔2025〕9号\n关于修改《示例区青年驿站管理办法（试行）》的决定\n一、将第一条修改为：“可以免费住宿五天。”\n"
        "二、删去第二条第（二）项。\n本决定自2025年5月1日起施行。\n示例区人才局\n2025年4月1日\n"
    )
    assert approved(session, change) is policy
    session.refresh(policy)
    assert current_document(policy, NOW.date()).number == "示例发〔2024〕7号"
    relation = policy.documents[1].relations[0]
    assert (relation.type, relation.clauses, str(relation.since)) == ("amends", ["第一条", "第二条"], "2025-05-01")


def test_what_repeals_a_document_is_a_policy_of_its_own(session: Session) -> None:
    policy = approved(session)
    repeal = (
        "示例发〔2025〕10号\n示例区人才服务规定\n第一条 为了示例。\n"
        "第二条 本规定自2025年6月1日起施行。《示例区青年驿站管理办法（试行）》（示例发[2024]7号）同时废止。\n"
        "示例区人才局\n2025年5月1日\n"
    )
    assert approved(session, repeal) is not policy
    session.refresh(policy.documents[0], ["incoming"])
    assert validity_on(policy.documents[0], NOW.date()).label == "废止"
    assert validity_on(policy.documents[0], date(2025, 5, 31)).label != "废止"


def test_an_explanation_is_never_taken_for_the_text(session: Session) -> None:
    policy = approved(session)
    explained = "《示例区青年驿站管理办法（试行）》政策解读\n一、制定背景\n为了示例。\n二、主要内容\n住宿七天。\n"
    assert approved(session, explained) is policy
    session.refresh(policy)
    assert current_document(policy, NOW.date()).number == "示例发〔2024〕7号"


def test_only_a_clause_with_a_figure_tells_an_amount(session: Session) -> None:
    policy = approved(session, TEXT.replace("可以免费住宿七天", "每人补贴370元").replace("来本区求职", "未享受过补贴"))
    about = {clause.path: clause.about for clause in policy.documents[0].clauses}
    assert about["第一条"][0] == "amount"
    assert "amount" not in about["第二条"]
    assert about["第二条第（二）项"] == ["other"]
