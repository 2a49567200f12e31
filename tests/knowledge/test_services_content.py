"""The guides that are shipped: complete, free of contradictions, and clearly example data."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

from knowledge.loading.files import read_file
from knowledge.loading.hall_file import HallFile
from knowledge.loading.schema import TopicFile
from knowledge.loading.service_file import ServiceFile
from language.normalise import normalised

CONTENT = Path(__file__).resolve().parents[2] / "knowledge" / "content"
LEXICON = Path(__file__).resolve().parents[2] / "data" / "lexicon"
EXAMPLE_TELEPHONE = re.compile(r"023-0000-00\d\d")
CHAPTER_AND_ARTICLE = re.compile(r"【示例】(?P<policy>[^第]+?)(?P<articles>第.+条)")


def _files(folder: str) -> list[Path]:
    return sorted((CONTENT / folder).glob("*.yml"))


def _service(path: Path) -> ServiceFile:
    content = read_file(path).content
    assert isinstance(content, ServiceFile)
    return content


def _hall(path: Path) -> HallFile:
    content = read_file(path).content
    assert isinstance(content, HallFile)
    return content


def _topic(path: Path) -> TopicFile:
    content = read_file(path).content
    assert isinstance(content, TopicFile)
    return content


SERVICES = [_service(path) for path in _files("services")]
HALLS = [_hall(path) for path in _files("halls")]
TOPICS = [_topic(path) for path in _files("topics")]
WINDOWS = {window.code: window for hall in HALLS for window in hall.windows}
each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)


def test_the_catalogue_has_its_68_services_in_twelve_categories() -> None:
    assert Counter(service.category for service in SERVICES) == {
        "人才认定与服务卡": 6, "政策兑现": 8, "安居保障": 6, "子女教育": 5, "医疗保健": 5, "户籍与出入境": 6,
        "外国人才": 6, "就业与配偶": 4, "职称与培养": 6, "创新创业": 8, "生活便利": 4, "综合服务": 4,
    }  # fmt: skip
    assert len(SERVICES) == 68


def test_every_service_of_the_catalogue_has_its_standard_name_in_the_lexicon() -> None:
    entries = yaml.safe_load((LEXICON / "services.yml").read_text("utf-8"))
    standards = {entry["name"]: entry["ids"][0] for entry in entries}
    assert {name: f"service:{s.code}" for s in SERVICES for name in [normalised(s.name)]} == {
        normalised(name): held for name, held in standards.items()
    }


def test_three_halls_have_eight_windows_and_every_window_takes_something() -> None:
    assert len(HALLS) == 3
    kinds = Counter(code.rpartition("-")[0] for code in WINDOWS)
    assert kinds == {"zonghe": 3, "foreign": 2, "duixian": 1, "housing": 1, "accessible": 1}
    assert {code for service in SERVICES for code in service.windows} == set(WINDOWS)


def test_every_service_names_its_windows_and_is_listed_by_a_topic() -> None:
    listed = {code for topic in TOPICS for code in topic.services}
    for service in SERVICES:
        assert service.windows, service.code
        assert service.code in listed, service.code


def test_services_for_foreigners_are_told_in_english() -> None:
    for service in SERVICES:
        if service.category == "外国人才" or "居住证" in service.name or "居留" in service.name:
            assert service.en is not None, service.code


def test_every_hall_is_told_in_english_with_all_its_windows() -> None:
    for hall in HALLS:
        assert hall.en is not None
        assert set(hall.en.windows) == {window.code for window in hall.windows}


def test_the_windows_for_foreign_talent_speak_english_and_are_accessible() -> None:
    assert WINDOWS["foreign-01"].name == "外籍人才服务窗口"
    for window in (WINDOWS["foreign-01"], WINDOWS["foreign-02"]):
        assert {"zh", "en"} <= set(window.languages)
        assert window.accessible


def test_each_hall_can_be_booked_twenty_workdays_ahead() -> None:
    for hall in HALLS:
        assert hall.rule.horizon_workdays == 20
        assert sorted({day for hours in hall.hours for day in hours.days}) == [1, 2, 3, 4, 5]


@each_service
def test_a_bookable_service_has_a_window_and_fits_into_its_slots(service: ServiceFile) -> None:
    if service.bookable:
        assert service.windows
    for code in service.windows:
        assert code in WINDOWS
        assert service.minutes <= WINDOWS[code].slot_minutes


@each_service
def test_a_guide_is_complete(service: ServiceFile) -> None:
    assert service.conditions
    assert 3 <= len(service.materials) <= 11
    assert len(service.steps) >= 3
    assert all((service.legal_limit, service.promised_limit, service.fee, service.result, service.delivery))
    assert all((service.online, service.proxy, service.form_note, service.basis, service.owner, service.review_due))
    assert 2 <= len(service.faqs) <= 3


@each_service
def test_an_answer_may_begin_with_any_short_fact_of_the_guide(service: ServiceFile) -> None:
    for fact in (service.summary, service.legal_limit, service.promised_limit, service.fee, service.result):
        assert len(fact) <= 60
    assert len(service.delivery) <= 60


@each_service
def test_every_case_named_by_a_material_exists_and_every_case_has_necessary_materials(service: ServiceFile) -> None:
    cases = [case.code for case in service.cases]
    assert len(cases) == len(set(cases))
    for material in service.materials:
        assert set(material.cases) <= set(cases)
    for case in cases:
        wanted = [m for m in service.materials if m.necessity == "必要" and (not m.cases or case in m.cases)]
        assert len(wanted) >= 1


@each_service
def test_the_cases_of_a_service_share_no_name(service: ServiceFile) -> None:
    names = [name for case in service.cases for name in {case.name, *case.aliases}]
    assert [name for name, count in Counter(names).items() if count > 1] == []


@each_service
def test_copies_are_asked_of_everything_but_what_is_only_looked_at(service: ServiceFile) -> None:
    for material in service.materials:
        assert (material.copies == 0) == (material.form == "核验"), material.name


@each_service
def test_a_service_is_example_data_and_has_telephones_that_cannot_be_called(service: ServiceFile) -> None:
    assert service.provenance == "illustrative"
    assert EXAMPLE_TELEPHONE.fullmatch(service.telephone)
    assert EXAMPLE_TELEPHONE.fullmatch(service.complaint_telephone)


@each_service
def test_every_number_that_looks_like_a_telephone_is_an_example(service: ServiceFile) -> None:
    for number in re.findall(r"(?<!\d)0\d{2,3}-[\d-]+|(?<!\d)1\d{10}", service.model_dump_json()):
        assert EXAMPLE_TELEPHONE.fullmatch(number)


def test_the_hall_is_an_example_with_an_example_address() -> None:
    for hall in HALLS:
        assert hall.provenance == "illustrative"
        assert hall.name.startswith("【示例】")
        assert hall.address.startswith("示例地址")
        assert EXAMPLE_TELEPHONE.fullmatch(hall.telephone)


def test_no_name_means_two_services_topics_or_windows() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for service in SERVICES:
        for name in (service.name, *service.aliases):
            owners[name.casefold()].add(f"service:{service.code}")
    for topic in TOPICS:
        for name in (topic.name, *topic.aliases):
            owners[name.casefold()].add(f"topic:{topic.code}")
    for hall in HALLS:
        for name in (hall.name, *hall.aliases):
            owners[name.casefold()].add(f"hall:{hall.code}")
    for window in WINDOWS.values():
        for name in (window.name, *window.aliases):
            owners[name.casefold()].add(f"window:{window.code}")
    for folder in ("policies", "entries", "facts"):
        for code, names in _names_of_others(folder):
            for name in names:
                if name.casefold() in owners:
                    owners[name.casefold()].add(code)
    assert {name: sorted(codes) for name, codes in owners.items() if len(codes) > 1} == {}


def _names_of_others(folder: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for path in _files(folder):
        content = read_file(path).content
        if content.kind == "facts":
            found += [(f"fact:{fact.code}", [fact.name, *fact.aliases]) for fact in content.facts]
        elif content.kind == "policy":
            found.append((f"policy:{content.code}", [content.name, *content.aliases]))
        elif content.kind == "entry":
            found.append((f"entry:{content.code}", [content.name, *content.aliases, *content.answers]))
    return found


def test_a_name_stands_only_once_in_a_service_or_topic() -> None:
    named = [(content.code, [content.name, *content.aliases]) for content in SERVICES]
    named += [(content.code, [content.name, *content.aliases]) for content in TOPICS]
    for code, names in named:
        assert [name for name, count in Counter(names).items() if count > 1] == [], code


def test_the_card_alone_does_not_say_which_service_is_meant() -> None:
    card = next(topic for topic in TOPICS if topic.code == "yc-card")
    assert len(card.services) > 1
    assert card.default_service == ""


def test_every_service_based_on_an_example_document_cites_articles_that_exist() -> None:
    articles = _articles()
    assert articles
    for service in SERVICES:
        for citation in CHAPTER_AND_ARTICLE.finditer(service.basis or ""):
            known = next((paths for name, paths in articles.items() if citation["policy"].strip() in name), None)
            assert known is not None, (service.code, citation["policy"])
            for article in citation["articles"].split("、"):
                assert article in known, (service.code, article)


def _articles() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in _files("policies"):
        content = read_file(path).content
        if content.kind == "policy" and content.name.startswith("【示例】"):
            found[content.name] = {clause.path for document in content.documents for clause in document.clauses}
    return found
