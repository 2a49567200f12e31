"""Read content files; what is wrong is told with file, line and reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from knowledge.loading.policy_file import PolicyFile
from knowledge.loading.rules_rows import rule_problems
from knowledge.loading.schema import AnyFile

_FORMAT: TypeAdapter[AnyFile] = TypeAdapter(AnyFile)
_MAX_BYTES = 1_000_000
# What pydantic says of these would not help a writer.
_PLAINLY = {
    "union_tag_not_found": "the key kind is missing",
    "model_attributes_type": "a mapping was expected, with kind and code",
    "too_long": "at most {max_length} characters, came {actual_length}",
}


@dataclass(frozen=True)
class ContentProblem:
    """One thing wrong with a content file; `line` counts from 1."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class ContentRefused(ValueError):
    """One or more files are broken; nothing was loaded."""

    def __init__(self, problems: list[ContentProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class ContentSource:
    """A content file that was read and found right."""

    path: Path
    digest: str
    content: AnyFile


class _Loader(yaml.SafeLoader):
    """A SafeLoader that tells the line of an impossible date, and refuses a key that is given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is given twice", key.start_mark)
            seen.add(str(key.value))
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error


def read_folder(folder: Path) -> list[ContentSource]:
    """Return every `*.yml` below `folder`, sorted by path; raise `ContentRefused` naming all that is wrong."""
    problems: list[ContentProblem] = []
    sources: list[ContentSource] = []
    seen: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.rglob("*.yaml")):
        problems.append(ContentProblem(path, 1, "content files end in .yml: rename it"))
    for path in sorted(folder.rglob("*.yml")):
        try:
            source = read_file(path)
        except ContentRefused as refused:
            problems += refused.problems
            continue
        key = (source.content.kind, source.content.code)
        if key in seen:
            problems.append(ContentProblem(path, 1, f"{key[0]} {key[1]} is already in {seen[key]}"))
        seen[key] = path
        sources.append(source)
    if not sources and not problems:
        problems.append(ContentProblem(folder, 1, "no content file (*.yml) found here"))
    problems += _shared_codes(sources)
    # What a broken file would have held is not missed a second time.
    problems = problems or _broken_references(sources)
    if problems:
        raise ContentRefused(problems)
    return sources


def read_file(path: Path) -> ContentSource:
    """Read one file; raise `ContentRefused` when it is not YAML or not of the format."""
    raw = path.read_bytes()
    if len(raw) > _MAX_BYTES:
        raise ContentRefused([ContentProblem(path, 1, f"{len(raw)} bytes; at most {_MAX_BYTES} are read")])
    try:
        text = raw.decode("utf-8")
        node = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader)
    except UnicodeDecodeError as error:
        raise ContentRefused([ContentProblem(path, 1, f"not UTF-8: {error.reason}")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentRefused([ContentProblem(path, line, f"not YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        raise ContentRefused([ContentProblem(path, 1, f"not YAML: {error}")]) from error
    try:
        content = _FORMAT.validate_python(data)
    except ValidationError as error:
        told = [item for item in error.errors() if "literal['']" not in item["loc"]]
        problems = [ContentProblem(path, _line_of(node, item["loc"]), _reason(item)) for item in told]
        raise ContentRefused(problems) from error
    if path.stem != content.code:
        raise ContentRefused([ContentProblem(path, 1, f"code {content.code!r} and file name {path.stem!r} differ")])
    return ContentSource(path, hashlib.sha256(raw).hexdigest(), content)


def _reason(item: Any) -> str:
    where = ".".join(str(part) for part in item["loc"][1:] if not str(part).startswith("function-"))
    reason = _PLAINLY.get(item["type"], "{msg}").format(msg=item["msg"], **item.get("ctx", {}))
    return f"{where}: {reason}" if where else reason


def _line_of(node: yaml.Node | None, loc: tuple[Any, ...]) -> int:
    """Follow an error's location through the YAML nodes as far as it goes; the first part is the kind."""
    line = 1
    for part in loc[1:]:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _shared_codes(sources: list[ContentSource]) -> list[ContentProblem]:
    """Windows, documents and facts stand inside other files and have codes that are unique across all of them."""
    problems = []
    seen: dict[tuple[str, str], Path] = {}
    for source in sources:
        for kind, code in _inner_codes(source.content):
            if (kind, code) in seen:
                reason = f"{kind} {code!r} is already in {seen[kind, code]}"
                problems.append(ContentProblem(source.path, _line_with(source.path, code), reason))
            seen[kind, code] = source.path
    return problems


def _inner_codes(content: AnyFile) -> list[tuple[str, str]]:
    if content.kind == "hall":
        return [("window", window.code) for window in content.windows]
    if content.kind == "policy":
        windows = [("application_window", window.code) for window in content.application_windows]
        return [*(("document", document.code) for document in content.documents), *windows]
    if content.kind == "facts":
        return [("fact", fact.code) for fact in content.facts]
    return []


def _broken_references(sources: list[ContentSource]) -> list[ContentProblem]:
    known: dict[str, set[str]] = {}
    for source in sources:
        known.setdefault(source.content.kind, set()).add(source.content.code)
        for kind, code in _inner_codes(source.content):
            known.setdefault(kind, set()).add(code)
    problems = []
    for source in sources:
        for kind, codes in _references(source.content).items():
            for code in codes:
                if code not in known.get(kind, set()):
                    problems.append(ContentProblem(source.path, _line_with(source.path, code), f"no {kind} {code!r}"))
        if source.content.kind == "rules":
            problems += [
                ContentProblem(source.path, _line_with(source.path, word), reason)
                for word, reason in rule_problems(source.content, [other.content for other in sources])
            ]
    return problems


def _references(content: AnyFile) -> dict[str, list[str]]:
    if content.kind == "service":
        return {"window": content.windows, "policy": content.policies}
    if content.kind == "topic":
        return {"service": content.services, "policy": content.policies}
    if content.kind == "entry":
        services = [code.removeprefix("service:") for code in content.related if code.startswith("service:")]
        entries = [code for code in content.related if not code.startswith("service:")]
        return {"entry": [*entries, *([content.succeeded_by] if content.succeeded_by else [])], "service": services}
    if content.kind == "policy":
        return _references_of_policy(content)
    if content.kind == "rules":
        named: dict[str, list[str]] = {}
        for subject in content.subjects:
            kind, _, code = subject.partition(":")
            named.setdefault(kind, []).append(code)
        return named
    return {}


def _references_of_policy(content: PolicyFile) -> dict[str, list[str]]:
    """What documents do to others, and what the sides of their benefit rules stand for."""
    relations = [relation.document for document in content.documents for relation in document.relations]
    rules = [rule for document in content.documents for rule in document.benefit_rules]
    kinds = ("policy", "service", "topic")
    found = {kind: [code for rule in rules for code in rule.references(kind)] for kind in kinds}
    return {"document": [code for code in relations if code is not None], **found}


def _line_with(path: Path, word: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if word in line), 1)
