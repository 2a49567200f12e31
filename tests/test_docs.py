"""The documents speak of what there is: paths, blocks, settings of the bot, commands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter
from starlette.routing import Mount

from knowledge import __main__ as office_commands
from knowledge.blocks import AnyBlock, Outcome, Reply
from knowledge.settings import ROOT, Settings
from web.api import ContactBody, FeedbackBody, MessageBody
from web.app import make_app
from web.wechat.carrying import LinkBody
from web.wording import wording

API = ROOT / "docs" / "api.md"
OPERATIONS = ROOT / "docs" / "operations.md"
BLOCK: TypeAdapter[AnyBlock] = TypeAdapter(AnyBlock)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`|^ {4}(\S.*)$", re.MULTILINE)
_METHODS = ("get", "post", "put", "patch", "delete")


def examples() -> list[Any]:
    """Return every JSON example of the API's page, parsed."""
    return [json.loads(body) for kind, body in _FENCE.findall(API.read_text("utf-8")) if kind == "json"]


def blocks() -> list[dict[str, Any]]:
    """Return every example of a block, those within replies too."""
    found: list[dict[str, Any]] = []
    for example in examples():
        found += [example] if "type" in example else example.get("blocks", example.get("greeting", []))
    return found


def documents() -> list[Path]:
    """Return the README and every page under docs/."""
    return [path for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if path.exists()]


def code(path: Path) -> Iterator[str]:
    """Yield what a page sets as code: fenced lines, indented lines, spans."""
    text = path.read_text("utf-8")
    for _, body in _FENCE.findall(text):
        yield from body.splitlines()
    for span, line in _CODE.findall(_FENCE.sub("", text)):
        yield span or line


def served(folder: Path) -> set[tuple[str, str]]:
    """Return method and path of everything that the app serves."""
    app = make_app(Settings(var_dir=folder, database_url="", redis_url=""))
    found = {
        (method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if method in _METHODS
    }
    for route in app.routes:
        path = getattr(route, "path", "")
        if path and isinstance(route, Mount):
            found.add(("GET", path))
        elif path:
            found |= {(method, path) for method in getattr(route, "methods", None) or () if method != "HEAD"}
    return found


def test_every_path_of_the_page_is_served_and_the_other_way_round(tmp_path: Path) -> None:
    told = set()
    for span in code(API):
        match = re.match(r"(GET|POST|PUT|PATCH|DELETE) (/[^\s?]*)", span)
        if match:
            told.add((match[1], match[2]))
    assert told == served(tmp_path)


def test_no_page_names_a_path_that_is_not_served(tmp_path: Path) -> None:
    known = {path for _, path in served(tmp_path)}
    prefixes = {"/api/chat"}
    for page in (API, OPERATIONS):
        named = {span for span in code(page) if re.fullmatch(r"/[a-z][\w/.{}-]*", span)}
        assert named - known - prefixes == set()


def test_every_kind_of_block_has_an_example() -> None:
    union, _discriminator = get_args(AnyBlock)
    kinds = {model.model_fields["type"].default for model in get_args(union)}
    assert {block["type"] for block in blocks()} == kinds


@pytest.mark.parametrize("block", blocks(), ids=lambda block: str(block["type"]))
def test_a_block_is_shown_as_it_is_sent(block: dict[str, Any]) -> None:
    read = BLOCK.validate_python(json.loads(json.dumps(block)), strict=False)
    assert read.model_dump(mode="json") == block
    assert read.plain()


@pytest.mark.parametrize("example", examples(), ids=lambda example: ",".join(sorted(example))[:40])
def test_every_example_is_of_a_known_shape(example: dict[str, Any]) -> None:
    bodies: dict[str, type[BaseModel]] = {
        "text": MessageBody, "choice": MessageBody, "phone": ContactBody, "helpful": FeedbackBody,
        "link": LinkBody,
    }  # fmt: skip
    if "type" in example:
        BLOCK.validate_python(example)
    elif "error" in example:
        assert example["error"]["code"] in wording()["errors"]
        assert set(example["error"]) <= {"code", "message", "fields", "reference"}
    elif "last_event" in example:
        assert set(example) == {"entries", "last_event", "now"}
        for entry in example["entries"]:
            Reply.model_validate({"status": entry["status"], "blocks": entry["blocks"]})
    elif "greeting" in example:
        assert set(example) == {"token", "greeting"}
    elif "policy" in example:
        assert set(example) in (
            {"policy", "name", "versions"},
            {*example} if "clauses" in example and set(example["clauses"][0]) == {"path", "heading", "text"} else set(),
            {"policy", "name", "before", "after", "same", "changes", "callouts"},
        )
    elif "number" in example:
        assert set(example) == {"number", "at", "question", "model", "rows", "changed", "status", "blocks"}
        Reply.model_validate({"status": example["status"], "blocks": example["blocks"]})
    elif "status" in example:
        assert set(example) == {"turn", "receipt", "status", "blocks", "now"}
        assert example["receipt"] is None or set(example["receipt"]) == {"number", "link"}
        Reply.model_validate({"status": example["status"], "blocks": example["blocks"]})
    else:
        model = next(model for key, model in bodies.items() if key in example)
        model.model_validate(example)


def test_every_outcome_and_every_code_of_an_error_is_described() -> None:
    text = API.read_text("utf-8")
    words = [*get_args(Outcome), *wording()["errors"]]
    assert [word for word in words if f"| `{word}` |" not in text] == []


def test_every_variable_of_the_bot_and_the_tests_is_described() -> None:
    text = OPERATIONS.read_text("utf-8")
    started = (ROOT / "Procfile").read_text("utf-8") + (ROOT / "bot" / "endpoints.yml").read_text("utf-8")
    names = set(re.findall(r"\$\{?([A-Z_]+)", started))
    defaults = re.search(r"^DEFAULTS = \{(.*?)^\}", (ROOT / "bot" / "__main__.py").read_text("utf-8"), re.M | re.S)
    assert defaults
    names |= set(re.findall(r'^ +"([A-Z_]+)":', defaults[1], re.M))
    for room in ("bot", "tests"):
        for path in (ROOT / room).rglob("*.py"):
            if "inside" not in path.parts:
                names |= set(re.findall(r'os\.environ(?:\.get\(|\[)"([A-Z_]+)"', path.read_text("utf-8")))
    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_no_variable_is_described_that_nobody_reads() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", OPERATIONS.read_text("utf-8"), re.M))
    sources = [path for room in ("bot", "tests") for path in (ROOT / room).rglob("*.py")]
    read = "".join(path.read_text("utf-8") for path in [*sources, ROOT / "Procfile", ROOT / "bot" / "endpoints.yml"])
    settings = {name.upper() for name in Settings.model_fields}
    assert sorted(name for name in described - settings if name not in read) == []


def test_every_make_target_of_the_pages_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {
        (page.name, target)
        for page in documents()
        for line in code(page)
        for target in re.findall(r"(?:^|[\s;&])make ([a-z][a-z-]*)", line.partition("#")[0])
    }
    assert {(page, target) for page, target in named if target not in targets} == set()
    assert {"run", "load", "train"} <= {target for page, target in named if page == OPERATIONS.name}


def test_every_command_of_the_office_is_described_and_exists() -> None:
    named = {
        command
        for page in documents()
        for line in code(page)
        for command in re.findall(r"python -m knowledge ([a-z-]+)", line)
    }
    # `make load` is the way to load.
    all_commands = {*office_commands._COMMANDS, *office_commands._NUMBERED, *office_commands.DOCUMENT_COMMANDS}
    assert named | {"load"} == all_commands
