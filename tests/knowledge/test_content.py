"""The content that is shipped: it loads, says where it comes from, and is told in our own words."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from knowledge.database import connect, migrate, session_factory
from knowledge.loading.files import ContentRefused, read_file, read_folder
from knowledge.loading.load import LoadReport, load_content
from knowledge.loading.policy_file import DocumentFile, PolicyFile
from knowledge.loading.schema import EntryFile, FactsFile
from knowledge.loading.sourced import SourcedFile
from knowledge.models import NewsFact, Policy
from knowledge.subjects import all_names
from knowledge.validity import validity_on
from knowledge.verify import unsupported_numbers

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "knowledge" / "content"
SEED = ROOT.parent / "shared" / "domain" / "seed_facts.json"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LONGEST_COMMON_RUN = 17

FILES = sorted(CONTENT.rglob("*.yml"))
POLICIES = [content for path in FILES if isinstance(content := read_file(path).content, PolicyFile)]
DOCUMENTS = [document for policy in POLICIES for document in policy.documents]
ENTRIES = [content for path in FILES if isinstance(content := read_file(path).content, EntryFile)]
FACTS = [content for path in FILES if isinstance(content := read_file(path).content, FactsFile)]
EXAMPLES = {policy.code: policy.documents[0] for policy in POLICIES if policy.documents[0].provenance == "illustrative"}
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.code)


def _load(engine: Engine, folder: Path = CONTENT) -> LoadReport:
    with session_factory(engine, writes=True)() as session:
        report = load_content(session, folder, NOW)
        session.commit()
        return report


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, LoadReport]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('content') / 'office.db'}"
    migrate(url)
    engine = connect(url)
    yield engine, _load(engine)
    engine.dispose()


def _policy(code: str) -> PolicyFile:
    return next(policy for policy in POLICIES if policy.code == code)


def test_every_content_file_is_loaded(database: tuple[Engine, LoadReport]) -> None:
    _, report = database
    assert len(report.created) == len(FILES)
    assert not (report.updated or report.unchanged or report.removed or report.kept)


def test_a_second_load_changes_nothing(database: tuple[Engine, LoadReport]) -> None:
    engine, first = database
    again = _load(engine)
    assert sorted(again.unchanged) == sorted(first.created)
    assert not (again.created or again.updated or again.removed or again.kept)


def test_a_broken_file_is_refused_with_its_line_and_the_database_keeps_what_it_had(
    database: tuple[Engine, LoadReport], tmp_path: Path
) -> None:
    engine, _ = database
    policy = (CONTENT / "policies" / "hongyan.yml").read_text(encoding="utf-8")
    broken = policy.replace("validity: 待核实", "validity: 也许", 1)
    path = tmp_path / "hongyan.yml"
    path.write_text(broken, encoding="utf-8")
    line = next(number for number, text in enumerate(broken.splitlines(), 1) if "validity: 也许" in text)
    with pytest.raises(ContentRefused, match=rf"hongyan\.yml:{line}: "):
        _load(engine, tmp_path)
    with session_factory(engine)() as session:
        kept = session.scalars(select(Policy).where(Policy.code == "hongyan")).one()
        assert kept.documents[0].validity == "待核实"


def test_a_policy_file_can_be_renamed_and_keep_its_documents(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    migrate(url)
    engine = connect(url)
    folder = tmp_path / "content"
    folder.mkdir()
    text = (CONTENT / "policies" / "hongyan.yml").read_text(encoding="utf-8")
    (folder / "hongyan.yml").write_text(text, encoding="utf-8")
    _load(engine, folder)
    (folder / "hongyan.yml").unlink()
    (folder / "wild-goose.yml").write_text(text.replace("code: hongyan", "code: wild-goose", 1), encoding="utf-8")
    report = _load(engine, folder)
    engine.dispose()
    assert (report.created, report.removed) == (["policy/wild-goose"], ["policy/hongyan"])


@pytest.mark.parametrize("source", [*DOCUMENTS, *ENTRIES, *FACTS], ids=lambda source: source.code)
def test_every_row_says_where_it_comes_from(source: SourcedFile) -> None:
    assert source.source and source.source_locator and source.owner
    assert source.review_due is not None
    if source.provenance != "illustrative":
        assert source.as_of is not None
        assert source.wording == "summary", "a real text is told in our own words"
    if source.provenance == "verified_public":
        assert source.source_url
    if source.provenance == "reported":
        assert source.source_url is None
    if source.provenance == "seed":
        assert source.source == "重庆日报"
        assert source.as_of == date(2022, 3, 2)


@each_document
def test_reprints_carry_no_amounts(document: DocumentFile) -> None:
    if document.provenance == "reported":
        assert not document.benefits
        assert not [clause.path for clause in document.clauses if "amount" in clause.about or "元" in clause.text]


@each_document
def test_a_conclusion_holds_no_number_that_its_clause_lacks(document: DocumentFile) -> None:
    for clause in document.clauses:
        assert not unsupported_numbers(clause.conclusion, [clause.text, clause.path]), clause.path


@each_document
def test_an_amount_stands_in_the_clause_it_cites(document: DocumentFile) -> None:
    texts = {clause.path: clause.text for clause in document.clauses}
    for benefit in document.benefits:
        for amount in (benefit.amount_min, benefit.amount_max):
            written = f"{Decimal(amount) / 10000:f}万元" if amount and amount >= 10000 else f"{amount or 0}元"
            assert not amount or not unsupported_numbers(written, [texts[benefit.clause]]), benefit.name


each_example = pytest.mark.parametrize(
    "document", [row for row in DOCUMENTS if row.provenance == "illustrative"], ids=lambda row: row.code
)
_ARTICLE = re.compile(r"第(.+)条|(.+)、(?:（.+）)?")


@each_example
def test_example_documents_are_marked_and_numbered(document: DocumentFile) -> None:
    assert document.title.startswith("【示例】")
    assert re.fullmatch(r"示例〔20\d\d〕\d\d号", document.number or "")
    assert document.wording == "original"
    assert document.effective_from and document.effective_to
    assert all(clause.conclusion for clause in document.clauses)


@each_example
def test_the_articles_of_an_example_document_are_numbered_without_a_gap(document: DocumentFile) -> None:
    matches = [_ARTICLE.fullmatch(clause.path) for clause in document.clauses]
    found = [match[1] or match[2] for match in matches if match]
    assert len(found) == len(document.clauses)
    assert list(dict.fromkeys(found)) == [_chinese(n) for n in range(1, len(set(found)) + 1)]


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_example_documents_answer_every_kind_of_question(code: str) -> None:
    asked = {about for clause in EXAMPLES[code].clauses for about in clause.about}
    assert asked >= {"audience", "amount", "condition", "material", "process", "time", "place", "payout", "validity",
                     "channel", "stacking"}  # fmt: skip


def test_the_content_has_the_size_of_an_office() -> None:
    versions = [policy for policy in POLICIES if len(policy.documents) > 1]
    old = {document.validity for policy in versions for document in policy.documents[1:]}
    assert len(POLICIES) >= 12
    assert sum(len(document.clauses) for document in DOCUMENTS) >= 150
    assert sum(len(document.benefits) for document in DOCUMENTS) >= 30
    assert sum(len(document.conditions) for document in DOCUMENTS) >= 80
    assert len(versions) >= 3
    assert old >= {"废止", "失效", "有效", "已修改"}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.code)
def test_a_real_name_never_leads_to_an_example(policy: PolicyFile) -> None:
    if policy.name.startswith("【示例】"):
        real = {name for other in POLICIES if other is not policy for name in (other.name, *other.aliases)}
        assert not real.intersection(policy.aliases)
        assert not [alias for alias in policy.aliases if "十条" in alias and not alias.startswith("示例")]
        assert not [alias for alias in policy.aliases if alias in ONE_PLUS_FOUR]


ONE_PLUS_FOUR = {
    f"{group}人才{word}" for group in ("高层次", "高技能", "教育优秀", "卫生优秀") for word in ("办法", "政策", "")
}


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("hongyan", "有效性待核实"),
        ("tech-growth-loan", "有效性待核实"),
        ("liuchuang", "已过有效期"),
        ("work-permit", "有效性待核实"),
        ("ten-articles", "有效性待核实"),
        ("example-talent-measures", "现行"),
        ("example-foreign-talent", "现行"),
    ],
)
def test_validity_is_told_as_it_is_known(database: tuple[Engine, LoadReport], code: str, label: str) -> None:
    with session_factory(database[0])() as session:
        policy = session.scalars(select(Policy).where(Policy.code == code)).one()
        assert validity_on(policy.documents[0], NOW.date()).label == label


def test_hongyan_class_b_is_answerable() -> None:
    document = _policy("hongyan").documents[0]
    (benefit,) = [benefit for benefit in document.benefits if benefit.category == "CQ_HY:B"]
    assert benefit.amount_max == 1_000_000
    assert benefit.payout == [40, 35, 25]
    assert {b.category: b.amount_max for b in document.benefits if b.category} == {
        "CQ_HY:A": 2_000_000, "CQ_HY:B": 1_000_000, "CQ_HY:C": 300_000,
    }  # fmt: skip


def test_the_work_permit_tells_its_change_on_every_answer() -> None:
    important = [clause for clause in _policy("work-permit").documents[0].clauses if clause.important]
    assert [clause.path for clause in important] == ["社保卡融合"]
    assert "2024年12月1日" in important[0].text
    assert "全程网上办理" in important[0].text


def test_a_name_means_one_thing(database: tuple[Engine, LoadReport]) -> None:
    with session_factory(database[0])() as session:
        meant: dict[str, set[str]] = defaultdict(set)
        for name in all_names(session):
            for written in _written(name):
                meant[written].add(str(name["id"]))
    assert {written: ids for written, ids in meant.items() if len(ids) > 1} == {}


def _written(name: dict[str, Any]) -> set[str]:
    return {re.sub(r"[\s《》“”]", "", text).lower() for text in (name["name"], *name["aliases"])}


def _seed() -> list[dict[str, Any]]:
    if not SEED.is_file():
        pytest.skip("the seed's own text is not beside this project")
    facts: list[dict[str, Any]] = json.loads(SEED.read_text(encoding="utf-8"))
    return facts


def test_every_fact_marked_for_use_is_there_and_no_other(database: tuple[Engine, LoadReport]) -> None:
    wanted = {fact["id"].lower() for fact in _seed() if fact["ingest"]}
    with session_factory(database[0])() as session:
        assert {fact.code for fact in session.scalars(select(NewsFact))} == wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_is_quoted_from_the_seed(path: Path) -> None:
    written = _letters(path.read_text(encoding="utf-8"))
    for fact in _seed():
        for key in ("quote", "text_norm"):
            original = _letters(fact[key])
            runs = (original[i : i + LONGEST_COMMON_RUN + 1] for i in range(len(original) - LONGEST_COMMON_RUN))
            assert not [run for run in runs if run in written], fact["id"]


def _letters(text: str) -> str:
    return re.sub(r"[\s\"'“”‘’《》]", "", text).replace(",", "，").replace(":", "：")


def test_people_of_the_article_are_not_named() -> None:
    people = [fact["name"].removesuffix("博士") for fact in _seed() if fact["note"].startswith("个人姓名")]
    everything = "".join(path.read_text(encoding="utf-8") for path in FILES)
    assert people
    assert not [name for name in people if name in everything]


def test_every_file_is_in_the_folder_of_its_kind() -> None:
    folders = {"policy": "policies", "entry": "entries", "facts": "facts", "service": "services", "hall": "halls",
               "topic": "topics", "sensitive": "content", "rules": "rules", "answer": "answers"}  # fmt: skip
    for source in read_folder(CONTENT):
        assert source.path.parent.name == folders[source.content.kind]
