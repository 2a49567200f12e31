"""The promises of the house: directions of imports, names, wording, and what must not be in the files."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomllib
import yaml

from knowledge.settings import ROOT, Settings

# Each room and the rooms it may import.
DIRECTIONS = {
    "language": set(),
    "knowledge": {"language"},
    "actions": {"knowledge", "language"},
    "web": {"knowledge", "language"},
    "worker": {"knowledge", "language", "web"},
    "bot": {"language"},
    "launch": {"knowledge"},
    "benchmarks": {"bot", "knowledge", "language", "launch", "tests"},
}
ROOMS = set(DIRECTIONS) | {"tests"}
LONGEST_FILE = 300


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("room", sorted(DIRECTIONS))
def test_nothing_imports_upwards(room: str) -> None:
    files = _tracked(f"{room}/**/*.py", f"{room}/*.py")
    assert files
    wrong = {
        (str(path.relative_to(ROOT)), name)
        for path in files
        for name in _imports(path)
        if name in ROOMS - DIRECTIONS[room] - {room}
    }
    assert not wrong


def test_the_shared_room_needs_neither_rasa_nor_spacy_nor_a_database() -> None:
    refused = {"rasa", "rasa_sdk", "spacy", "sklearn", "sqlalchemy", "fastapi"}
    assert not {name for path in _tracked("language/**/*.py") for name in _imports(path)} & refused


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in _tracked("knowledge/**/*.py", "actions/*.py", "web/*.py", "worker/*.py")
        if re.search(r"os\.environ|os\.getenv", path.read_text("utf-8"))
    }
    assert readers == set()


def test_every_file_has_one_concept() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in _tracked("*.py")
        if (n := len(p.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    written_by_alembic = {name for name in long if "migrations/versions" in name}
    assert not set(long) - written_by_alembic


def test_every_setting_is_described() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in text] == []


def test_every_intent_has_training_sentences_a_rule_and_a_name() -> None:
    domain = yaml.safe_load((ROOT / "bot" / "domain" / "domain.yml").read_text("utf-8"))
    intents = {next(iter(item)) for item in domain["intents"]}
    asked = {name for name in intents if not name.startswith("EXTERNAL_")}
    assert len(asked) == 47
    assert set(_training()) == asked
    ruled = {
        step["intent"]
        for path in _tracked("data/rules/*.yml")
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]
        for step in rule["steps"]
        if "intent" in step
    }
    assert ruled == intents | {"nlu_fallback"}
    named = set(yaml.safe_load((ROOT / "actions" / "wording.yml").read_text("utf-8"))["intents"])
    assert named == asked - {"dialog_ctrl", "oos"}


def test_no_test_sentence_is_a_training_sentence() -> None:
    trained = {_bare(sentence) for sentences in _training().values() for sentence in sentences}
    held_out = [row["text"] for path in _tracked("tests/nlu/*.yml") for row in yaml.safe_load(path.read_text("utf-8"))]
    assert held_out
    assert [text for text in held_out if _bare(text) in trained] == []


def test_no_sentence_is_trained_for_two_intents() -> None:
    seen: dict[str, str] = {}
    twice = []
    for intent, sentences in _training().items():
        for sentence in sentences:
            if seen.setdefault(_bare(sentence), intent) != intent:
                twice.append((sentence, intent, seen[_bare(sentence)]))
    assert twice == []


def test_applicants_are_addressed_politely_and_promised_nothing() -> None:
    files = (
        *sorted((ROOT / "actions").glob("wording*.yml")), ROOT / "web" / "wording.yml",
        ROOT / "knowledge" / "personal" / "consents.yml", ROOT / "knowledge" / "appointments" / "reminding.yml",
    )  # fmt: skip
    for path in files:
        for text in _strings(yaml.safe_load(path.read_text("utf-8"))):
            assert "保证" not in text and "一定" not in text, text
            assert "你" not in text, text


def test_the_wording_holds_no_figures_of_its_own() -> None:
    wording = yaml.safe_load((ROOT / "actions" / "wording.yml").read_text("utf-8"))
    wording |= yaml.safe_load((ROOT / "actions" / "wording.check.yml").read_text("utf-8"))
    allowed = {"office", "intents"}
    # The fixed words of the source, an example of how to say a date, and the form of a code are no figures of ours.
    known = re.compile(r"《重庆日报》2022年3月2日|\d+月\d+日下午三点|LJ")
    with_digits = [
        text
        for section, part in wording.items()
        if section not in allowed
        for text in _strings(part)
        if re.search(r"\d", known.sub("", text))
    ]
    assert with_digits == []


def test_nothing_names_a_package_index_a_path_of_a_machine_or_a_secret() -> None:
    refused = re.compile(
        r"pypi\.org|pythonhosted|registry\.npmjs|/(?:home|root|Users)/\w+/|/work/main"
        r"|BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}"
    )
    found = []
    for path in _tracked():
        if path.name == "test_house.py" or path.suffix in {".png", ".svg"}:
            continue
        match = refused.search(path.read_text("utf-8", errors="replace"))
        if match:
            found.append((str(path.relative_to(ROOT)), match.group()))
    assert found == []


def test_the_changelog_speaks_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def _training() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in _tracked("data/nlu/*.yml"):
        for item in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            lines = [line.removeprefix("- ").strip() for line in item["examples"].splitlines() if line.strip()]
            found.setdefault(item["intent"], []).extend(lines)
    return found


def _bare(sentence: str) -> str:
    return re.sub(r"[\W_]", "", sentence).lower()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
