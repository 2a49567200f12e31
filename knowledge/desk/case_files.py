"""Saved tests as files and back: JSONL (all that a test holds), xlsx (for clerks), YAML of Rasa."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import openpyxl
import yaml
from openpyxl.utils.exceptions import InvalidFileException

Turns = list[dict[str, Any]]
FORMATS = {"jsonl": "application/x-ndjson", "xlsx": "application/octet-stream", "yml": "application/yaml"}
_MOST = 5000
_COLUMNS = ("测试", "句子", "意图", "也可以", "结果", "答复应含")
_SEPARATOR = "；"


class FileRefused(ValueError):
    """A file that holds no tests; the message is the key of a sentence, `place` the line or row that is wrong."""

    def __init__(self, key: str, place: str = "") -> None:
        super().__init__(key)
        self.place = place


def read_cases(name: str, content: bytes) -> list[Turns]:
    """Return the tests of a file, each a list of turns; the ending of its name tells the format."""
    ending = name.lower().rpartition(".")[2]
    reading = {"jsonl": _from_jsonl, "xlsx": _from_xlsx, "yml": _from_yaml, "yaml": _from_yaml}.get(ending)
    if reading is None:
        raise FileRefused("file_kind")
    found = list(reading(content))
    if not found:
        raise FileRefused("file_empty")
    if len(found) > _MOST:
        raise FileRefused("file_large")
    return found


def write_cases(kind: str, cases: Iterable[Sequence[dict[str, Any]]]) -> bytes:
    """Return tests as a file of one of `FORMATS`."""
    return {"jsonl": _to_jsonl, "xlsx": _to_xlsx, "yml": _to_yaml}[kind](cases)


def _from_jsonl(content: bytes) -> Iterator[Turns]:
    for number, line in enumerate(_text(content).splitlines(), 1):
        if not line.strip():
            continue
        try:
            held = json.loads(line)
        except ValueError:
            raise FileRefused("file_line", str(number)) from None
        turns = held.get("turns", [held]) if isinstance(held, dict) else None
        if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
            raise FileRefused("file_line", str(number))
        yield [_plain(turn, str(number)) for turn in turns]


def _to_jsonl(cases: Iterable[Sequence[dict[str, Any]]]) -> bytes:
    return "".join(json.dumps({"turns": list(turns)}, ensure_ascii=False) + "\n" for turns in cases).encode()


def _from_xlsx(content: bytes) -> Iterator[Turns]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise FileRefused("file_unreadable") from None
    rows = book.worksheets[0].iter_rows(values_only=True)
    header = [str(cell or "").strip() for cell in next(rows, ())]
    if "句子" not in header:
        raise FileRefused("file_columns")
    cases: dict[str, Turns] = {}
    for number, row in enumerate(rows, 2):
        held = {name: "" if cell is None else str(cell).strip() for name, cell in zip(header, row, strict=False)}
        if not held.get("句子"):
            continue
        turn = {
            "say": held["句子"], "intent": held.get("意图", ""), "accept": _listed(held.get("也可以", "")),
            "status": held.get("结果", ""), "contains": _listed(held.get("答复应含", "")),
        }  # fmt: skip
        cases.setdefault(held.get("测试") or f"row {number}", []).append(_plain(turn, str(number)))
    yield from cases.values()


def _to_xlsx(cases: Iterable[Sequence[dict[str, Any]]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(_COLUMNS))
    for number, turns in enumerate(cases, 1):
        for turn in turns:
            listed = (_SEPARATOR.join(turn.get(name, ())) for name in ("accept", "contains"))
            accept, contains = listed
            sheet.append([str(number), turn["say"], turn.get("intent", ""), accept, turn.get("status", ""), contains])
            for cell in sheet[sheet.max_row]:
                # What begins with = would be a formula for whoever opens the file.
                cell.data_type = "s"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _from_yaml(content: bytes) -> Iterator[Turns]:
    try:
        loaded = yaml.safe_load(_text(content))
    except yaml.YAMLError:
        raise FileRefused("file_unreadable") from None
    if not isinstance(loaded, dict):
        raise FileRefused("file_unreadable")
    for item in _dicts(loaded.get("nlu")):
        for line in str(item.get("examples") or "").splitlines():
            say = line.strip().removeprefix("- ").strip()
            if say:
                yield [_plain({"say": say, "intent": item.get("intent")}, say[:20])]
    for story in _dicts(loaded.get("stories")):
        more = _dicts((story.get("metadata") or {}).get("expected") if isinstance(story.get("metadata"), dict) else ())
        turns = []
        for place, step in enumerate(step for step in _dicts(story.get("steps")) if "user" in step):
            extra = more[place] if place < len(more) else {}
            turns.append(_plain({**extra, "say": step["user"], "intent": step.get("intent")}, str(story.get("story"))))
        if turns:
            yield turns


def _to_yaml(cases: Iterable[Sequence[dict[str, Any]]]) -> bytes:
    stories = []
    for number, turns in enumerate(cases, 1):
        steps = []
        for turn in turns:
            step = {"user": turn["say"]}
            if turn.get("intent"):
                step["intent"] = turn["intent"]
            steps.append(step)
        story: dict[str, Any] = {"story": str(number), "steps": steps}
        more = [{name: turn[name] for name in ("accept", "status", "contains") if name in turn} for turn in turns]
        if any(more):
            story["metadata"] = {"expected": more}
        stories.append(story)
    return yaml.safe_dump({"version": "3.1", "stories": stories}, allow_unicode=True, sort_keys=False).encode()


def _plain(turn: dict[str, Any], place: str) -> dict[str, Any]:
    """Return a turn with plain strings and lists of them; anything else is refused with its place."""
    kept: dict[str, Any] = {}
    for name in ("say", "intent", "status"):
        value = turn.get(name)
        if value is not None and not isinstance(value, str | int | float):
            raise FileRefused("file_line", place)
        kept[name] = "" if value is None else str(value)
    for name in ("accept", "contains"):
        value = turn.get(name) or []
        if not isinstance(value, list):
            raise FileRefused("file_line", place)
        kept[name] = [str(one) for one in value]
    return kept


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.replace(";", _SEPARATOR).split(_SEPARATOR) if part.strip()]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("file_unreadable") from None
