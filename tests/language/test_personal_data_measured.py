"""Precision and recall on the test list hold their floor, in both environments, and no text takes long."""

import json
import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from benchmarks.personal_data import CASES, Case, cases, measure
from language.personal_data import PersonalData, find

ROOT = Path(__file__).resolve().parents[2]
BOT_PYTHON = ROOT / ".venv-bot" / "bin" / "python"
FLOOR = 0.98
LONG = 10_000
# 20 ms on a quiet machine; a text that takes a pattern quadratic time takes seconds.
LONGEST_SECONDS = 0.1
KINDS = {
    "phone",
    "id_number",
    "residence_permit",
    "permanent_residence",
    "passport",
    "travel_permit",
    "bank_card",
    "email",
    "account",
}


def test_the_list_is_long_enough_and_half_of_it_held_out() -> None:
    rows = cases(CASES)
    for part in ("dev", "test"):
        positives = [case for case in rows if case.part == part and case.expected]
        negatives = [case for case in rows if case.part == part and not case.expected]
        assert len(positives) >= 165
        assert len(negatives) >= 165
        assert {item.kind for case in positives for item in case.expected} == KINDS
    texts = [case.text for case in rows]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("part", ["dev", "test"])
def test_precision_and_recall_hold_their_floor(part: str) -> None:
    told = measure([case for case in cases(CASES) if case.part == part])
    assert told["precision"] >= FLOOR
    assert told["recall"] >= FLOOR


def test_a_missed_and_a_wrong_find_lower_the_figures() -> None:
    missed = Case("test", "没有号码", (PersonalData("phone", 0, 2),), "")
    wrong = Case("test", "13800000000", (), "")
    right = Case("test", "13900001111", (PersonalData("phone", 0, 11),), "")
    assert (measure([right, missed])["precision"], measure([right, missed])["recall"]) == (1.0, 0.5)
    assert (measure([right, wrong])["precision"], measure([right, wrong])["recall"]) == (0.5, 1.0)


def test_another_kind_or_a_shorter_span_is_no_find() -> None:
    shorter = Case("test", "13900001111", (PersonalData("phone", 0, 10),), "")
    other = Case("test", "13900001111", (PersonalData("passport", 0, 11),), "")
    assert measure([shorter, other])["recall"] == 0.0


@pytest.mark.bot
def test_both_environments_find_the_same() -> None:
    texts = [case.text for case in cases(CASES)]
    code = (
        "import json, sys\nfrom language.personal_data import find\n"
        "print(json.dumps([[(i.kind, i.start, i.end) for i in find(t)] for t in json.load(sys.stdin)]))"
    )
    if not BOT_PYTHON.exists():
        pytest.fail(f"{BOT_PYTHON.relative_to(ROOT)} is missing: run make setup")
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [str(BOT_PYTHON), "-c", code],
        cwd=ROOT,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    ours = [[[item.kind, item.start, item.end] for item in find(text)] for text in texts]
    assert json.loads(done.stdout) == ours


@pytest.mark.parametrize(
    "piece",
    [
        "我想问一下两江新区人才服务的政策有哪些，补贴怎么申请？",
        "1", "13", "1 ", "1-", "1...", "1~~~3~~~", "13.", "138然后", "138然后0000再", "139 ", "138000000001",
        "一", "一三八零", "四个0", "九九个", "嗯", "１３８０", "1\u200b3\u200b", "①③⑧",
        "a", "@", "a@", "a.", "x@a.", "a at ", "#", "x#" + "a" * 63, "艾特", "点",
        "护照", "护照号是是是", "护照号：A", "身份证号1 2 3 4 5 6 7 8 9 ", "卡号123456789", "微信号：", "QQ",
        "台胞证00", "办件号是是是是", "ORDER NO. ", "LJ20261124-0031-", "91500112MA5U0000", "统一社会信用代码",
        "6222 0000 0000 0009 ", "6 2", "E0000000", "H 0 ", "AB 1", "A1", "+1 ", "(0", "023-", "0", "¥", "元",
        "13800000000,", "500199190001010012,", "电话", "电话2", "13800000000a@example.com护照E00000000",
    ],
)  # fmt: skip
def test_a_long_text_made_against_the_patterns_is_read_in_no_time(piece: str) -> None:
    text = (piece * (LONG // len(piece) + 1))[:LONG]
    assert _seconds(text) < LONGEST_SECONDS


@pytest.mark.parametrize("alphabet", ["0123456789 -.一三八零是号护照Xa@点", "0123456789 -", "139 ", "1零个8 "])
def test_a_long_text_of_anything_is_read_in_no_time(alphabet: str) -> None:
    text = "".join(random.Random(1).choices(alphabet, k=LONG))  # noqa: S311
    assert _seconds(text) < LONGEST_SECONDS


def _seconds(text: str) -> float:
    """Return the least processor time of three runs."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        find(text)
        times.append(time.process_time() - begun)
    return min(times)
