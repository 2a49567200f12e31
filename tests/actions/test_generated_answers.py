"""Every aspect of every subject, asked through the real answer code: what is told stands in the rows of the receipt."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.answer import Answer, UnsupportedClaim
from actions.answers import answer_turn
from actions.context import Context
from actions.offers import INTENT_OF
from actions.turn import Turn
from actions.wording import names, own_quotations
from knowledge.blocks import Choices, Citation, Reply, Text
from knowledge.claims import unsupported
from knowledge.database import connect
from knowledge.models import Clause, Document, Entry, NewsFact, Service
from knowledge.retrieval import Retriever
from knowledge.subjects import all_names
from knowledge.trace import digest_of, reference_of, row_of, row_texts
from knowledge.verify import numbers_in
from knowledge.written_dates import dates_in, dates_told_by
from language.segment import Segmenter
from tests.conftest import NOW

LEAST_PAIRS = 500
LONGEST_CONCLUSION = 60
KINDS = ("policy", "service", "topic", "entry", "fact", "window")
# How each aspect is asked; the words that stand before are the subject's name.
TEMPLATES = ("{name}的{aspect}", "请问{name}，{aspect}是怎么规定的？")


@dataclass(frozen=True)
class Pair:
    """A question and the reply to it."""

    subject: str
    aspect: str
    text: str
    reply: Reply


@pytest.fixture(scope="module")
def office_context(content_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """The office with the whole content, for all pairs."""
    path = Path(shutil.copy(content_file, tmp_path_factory.mktemp("generated") / "office.sqlite3"))
    engine = connect(f"sqlite:///{path}")
    yield Context(engine, lambda: NOW, True, Retriever(Segmenter().words), b"k" * 32)
    engine.dispose()


@pytest.fixture(scope="module")
def pairs(office_context: Context) -> list[Pair]:
    """All aspects of all subjects, the wording of the question taking turns."""
    with office_context.office() as office:
        subjects = [
            (str(row["id"]), str(row["name"]))
            for row in all_names(office.session)
            if str(row["id"]).startswith(tuple(f"{kind}:" for kind in KINDS))
        ]
    made = []
    for number, (subject, name) in enumerate(subjects):
        wanted = ("term", "fact", "overview", "contact") if subject.startswith(("entry:", "fact:")) else INTENT_OF
        for place, aspect in enumerate(wanted):
            text = TEMPLATES[(number + place) % 2].format(name=name, aspect=names("aspects")[aspect])
            turn = Turn(
                conversation="cv_test", text=text, intent=INTENT_OF[aspect], ranking=((INTENT_OF[aspect], 0.9),),
                subjects=(subject,), spans=((text.index(name), text.index(name) + len(name)),), previous="",
                previous_aspect="", talent_class="", metadata={}, slots={},
            )  # fmt: skip
            made.append(Pair(subject, aspect, text, answer_turn(office_context, turn).reply))
    return made


def _told(reply: Reply) -> str:
    shown = [block for block in reply.blocks if not isinstance(block, Choices)]
    return "\n".join(block.plain() for block in shown)


def _numberless(text: str) -> str:
    # `plain` numbers the items of a checklist.
    return re.sub(r"^\d+\. ", "", text, flags=re.M)


def test_there_are_enough_pairs_of_all_kinds(pairs: list[Pair]) -> None:
    answered = [pair for pair in pairs if pair.reply.status == "answered"]
    assert len(answered) >= LEAST_PAIRS
    assert {pair.subject.partition(":")[0] for pair in answered} == set(KINDS)
    assert {pair.aspect for pair in answered} == set(INTENT_OF)


def test_every_number_date_and_document_number_stands_in_a_row_of_the_receipt(
    office_context: Context, pairs: list[Pair]
) -> None:
    own = [*names("provenance").values(), *names("office").values(), *names("aspects").values()]
    with office_context.office() as office:
        texts = {ref: list(row_texts(row_of(office.session, ref))) for pair in pairs for ref in pair.reply.trace.rows}
    wrong = []
    for pair in pairs:
        evidence = [pair.text, *own, *(text for ref in pair.reply.trace.rows for text in texts[ref])]
        if pair.aspect == "apply_time":
            # The days that are left are counted by the office's clock, from a date of the rows.
            dates = [found for text in evidence for found in dates_in(text) if found[0] and found[2]]
            evidence += [str((date(y or 0, m, d or 1) - NOW.date()).days) for y, m, d in dates]
        missing = unsupported(_numberless(_told(pair.reply)), evidence, (), own_quotations())
        wrong += [(pair.subject, pair.aspect, str(claim)) for claim in missing if claim.kind != "quotation"]
    assert wrong == []


def test_every_row_of_a_receipt_is_found_and_unchanged(office_context: Context, pairs: list[Pair]) -> None:
    with office_context.office() as office:
        rows = {ref: digest for pair in pairs for ref, digest in pair.reply.trace.rows.items()}
        assert len(rows) > len(KINDS)
        for reference, digest in rows.items():
            row = row_of(office.session, reference)
            assert row is not None and digest_of(row) == digest, reference


def test_what_states_a_fact_has_a_basis_beside_it(pairs: list[Pair]) -> None:
    """An answer from a policy, a guide, a record or the article cites it; a hall is described by its own facts."""
    without = [
        (pair.subject, pair.aspect)
        for pair in pairs
        if pair.reply.status == "answered"
        and not any(isinstance(block, Citation) for block in pair.reply.blocks)
        and not any(ref.startswith("hall:") for ref in pair.reply.trace.rows)
        # A field of several policies is listed, one line and one button each.
        and not (pair.aspect == "overview" and pair.subject.startswith("topic:"))
    ]
    assert without == []


def test_sentences_with_numbers_stand_in_what_is_cited_below_them(office_context: Context, pairs: list[Pair]) -> None:
    """A clause that is told is a clause that is shown: its benefits and conditions count as the clause itself."""
    with office_context.office() as office:
        wrong = []
        for pair in pairs:
            cited = {(block.title, block.clause) for block in pair.reply.blocks if isinstance(block, Citation)}
            if pair.reply.status != "answered" or not any(ref.startswith("clause:") for ref in pair.reply.trace.rows):
                continue
            rows = [row_of(office.session, ref) for ref in pair.reply.trace.rows]
            unshown = {
                ref
                for ref, row in zip(pair.reply.trace.rows, rows, strict=True)
                if isinstance(row, Clause) and (row.document.title, row.path) not in cited
            }
            evidence = [pair.text, *names("office").values(), *names("provenance").values()]
            for ref, row in zip(pair.reply.trace.rows, rows, strict=True):
                if ref not in unshown and row is not None:
                    evidence += row_texts(row)
            lines = [
                line for block in pair.reply.blocks if isinstance(block, Text) for line in (block.text, *block.items)
            ]
            wrong += [
                (pair.subject, pair.aspect, str(c))
                for c in unsupported("\n".join(lines), evidence, (), own_quotations())
                if c.kind != "quotation"
            ]
    assert wrong == []


def test_conclusions_are_short_and_promise_nothing(pairs: list[Pair]) -> None:
    for pair in pairs:
        conclusions = [b.text for b in pair.reply.blocks if isinstance(b, Text) and b.role == "conclusion"]
        assert conclusions and all(len(text) <= LONGEST_CONCLUSION for text in conclusions), (pair.subject, conclusions)
        assert not re.search("保证|一定(?!程度|比例|期限|范围|条件|规模|数量)", pair.reply.plain()), pair.subject


@pytest.fixture(scope="module")
def sentences(office_context: Context) -> list[tuple[str, list[str]]]:
    """Every text of the content that holds a number, with all texts of its row."""
    with office_context.office() as office:
        found = []
        for model in (Clause, Entry, NewsFact, Service, Document):
            for row in office.session.scalars(select(model)):
                texts = list(row_texts(row))
                found += [(text, texts) for text in texts if re.search(r"\d", text) and not text.startswith("[")]
    return found


def _leaves(told: str, evidence: list[str]) -> bool:
    answer = Answer()
    answer.cite(*evidence)
    answer.conclude(told)
    try:
        answer.reply("answered")
    except UnsupportedClaim:
        return False
    return True


property_test = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@property_test
@given(data=st.data())
def test_a_tampered_number_never_leaves(sentences: list[tuple[str, list[str]]], data: st.DataObject) -> None:
    text, evidence = data.draw(st.sampled_from(sentences))
    place = data.draw(st.sampled_from([match.span() for match in re.finditer(r"\d+", text)]))
    other = data.draw(st.integers(0, 99_999_999))
    tampered = f"{text[: place[0]]}{other}{text[place[1] :]}"
    known = frozenset().union(*map(numbers_in, evidence))
    # Another way to write the same number, or another number of the row, is no invention.
    assume(not numbers_in(tampered) <= known)
    assert _leaves(text, evidence)
    assert not _leaves(tampered, evidence)


@property_test
@given(data=st.data())
def test_a_tampered_date_never_leaves(sentences: list[tuple[str, list[str]]], data: st.DataObject) -> None:
    dated = [(text, evidence) for text, evidence in sentences if "年" in text and dates_in(text)]
    text, evidence = data.draw(st.sampled_from(dated))
    written = data.draw(st.sampled_from(sorted(dates_in(text).values())))
    assume(written in text)
    year, month, day = data.draw(st.tuples(st.integers(1949, 2049), st.integers(1, 12), st.integers(1, 31)))
    known = frozenset().union(*map(dates_told_by, evidence))
    assume((year, month, day) not in known)
    # The numbers of the new date are made known: only the date itself is wrong.
    evidence = [*evidence, str(year), str(month), str(day)]
    assert _leaves(text, evidence)
    assert not _leaves(text.replace(written, f"{year}年{month}月{day}日"), evidence)


@property_test
@given(
    name=st.sampled_from(["渝人社发", "渝府办发", "渝两江管发", "示例"]),
    year=st.integers(1990, 2030),
    number=st.integers(1, 999),
    other=st.tuples(st.sampled_from(["渝人社办", "川府发"]), st.integers(1990, 2030), st.integers(1, 999)),
    which=st.integers(0, 2),
    brackets=st.sampled_from(["〔〕", "（）", "[]", "【】"]),
)
def test_a_tampered_document_number_never_leaves(
    name: str, year: int, number: int, other: tuple[str, int, int], which: int, brackets: str
) -> None:
    parts: list[str | int] = [name, year, number]
    evidence = [f"依据{name}{brackets[0]}{year}{brackets[1]}{number}号", str(other[1]), str(other[2])]
    assert _leaves(f"文号是{name}〔{year}〕{number}号。", evidence)
    assume(other[which] != parts[which])
    parts[which] = other[which]
    assert not _leaves(f"文号是{parts[0]}〔{parts[1]}〕{parts[2]}号。", evidence)


@property_test
@given(data=st.data())
def test_a_tampered_quotation_never_leaves(office_context: Context, data: st.DataObject) -> None:
    with office_context.office() as office:
        clauses = office.session.scalars(select(Clause).order_by(Clause.id)).all()
        clause = data.draw(st.sampled_from(clauses))
        text = clause.text
        place = data.draw(st.integers(0, len(text) - 1))
        letter = data.draw(st.sampled_from("不可应须人才年或"))
        assume(text[place] != letter and not text[place].isspace())
        for shown, leaves in ((text, True), (f"{text[:place]}{letter}{text[place + 1 :]}", False)):
            answer = Answer()
            answer.cite(clause, clause.document)
            answer.conclude("示例")
            answer.add(_quoting(clause, shown))
            try:
                answer.reply("answered")
                left = True
            except UnsupportedClaim:
                left = False
            assert left is leaves
        assert reference_of(clause).startswith("clause:")


def _quoting(clause: Clause, text: str) -> Citation:
    return Citation(
        policy="示例", title=clause.document.title, number=clause.document.number, clause=clause.path,
        wording="original", text=text, validity="现行", provenance="illustrative", provenance_label="示例数据",
    )  # fmt: skip


def test_two_versions_of_one_title_are_quoted_each_from_its_own_text(office_context: Context) -> None:
    with office_context.office() as office:
        query = select(Clause).join(Document).where(Clause.path == "第四条").order_by(Document.code)
        older, newer = (
            office.session.scalars(query.where(Document.code == f"example-high-level-{year}")).one()
            for year in (2021, 2024)
        )
        assert older.document.title == newer.document.title and older.text != newer.text
        for text, leaves in ((older.text, True), (newer.text, False)):
            answer = Answer()
            answer.cite(older, older.document, newer, newer.document)
            answer.conclude("示例")
            answer.add(_quoting(older, text))
            with nullcontext() if leaves else pytest.raises(UnsupportedClaim, match="第四条"):
                assert answer.reply("answered")
