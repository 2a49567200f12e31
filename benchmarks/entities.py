"""`python -m benchmarks.entities --cases FILE [--json FILE] [--misses]`: names and values against gold entities.

Runs in .venv-bot. FILE is JSON lines `{"text", "entities": [{"type", "value", "text", "start", "end"}], "reference"?}`.
A hit is an entity of the same type and value whose span overlaps the gold one, each found entity hits one gold. Rules:

- Found entities are read as the standard names and codes of the domain (`standards` of the linker's entities).
- `also` lists other right values. `optional` counts neither when found nor when missed. `negated` must come out so, and
  nothing else may. `candidates` must come out as ambiguous; an ambiguous word is no entity of these types by itself,
  and `asked_needlessly` counts those that meet no gold entity.
- A location is compared without 区, 市, 镇, 街道. A card of the letter A without a grade (or the C card) is no class of
  the domain: it can be right, never wrong. What a sentence says twice is not wrong where the gold has it only once.
- Times are read by `language.dates`, in the booking sense. A month that it puts into the next year unsaid (五月 in
  November), a part of a day without its day and the length of a wait (坐了一下午) are not returned; the rest of a
  running week or month stands for the whole.
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from benchmarks.entity_times import times_in
from benchmarks.times import published_calendar
from bot.components.lexicon import LexiconError, read_lexicon
from bot.components.mentions import AMBIGUOUS, Mention, MentionFinder
from bot.components.vocabulary import Lexicon
from language.calendar import ListedCalendar
from language.personal_data import find as find_personal_data

ROOT = Path(__file__).resolve().parents[1]
NAMES = ROOT / "build" / "lexicon" / "names.json"
LEXICON = ROOT / "data" / "lexicon"
TYPES = (
    "topic", "service", "policy", "category", "education", "title", "location", "amount", "time", "id_no", "phone",
    "doc_no", "appointment_no", "case_no",
)  # fmt: skip
_REFERENCE = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=8)))
_OF_KIND = {
    "education": "education", "job_title": "title", "skill_level": "title", "place": "location", "amount": "amount",
    "doc_number": "doc_no", "appointment_code": "appointment_no", "case_number": "case_no", "talent_group": "category",
}  # fmt: skip
_LEVELS = {"正高", "副高", "中级", "初级", "高级工", "技师", "高级技师", "特级技师", "首席技师"}
_DEGREES = {"博士", "硕士", "本科", "专科"}
_NO_CLASS = frozenset({"CQ_YC_CARD:A", "CQ_YC_CARD:C"})
_PERSONAL = {"phone": "phone", "id_number": "id_no", "passport": "id_no"}
_AREA = ("街道", "区", "市", "镇", "县")


@dataclass(frozen=True, slots=True)
class Found:
    """An entity in the words of the gold data; the type `ambiguous` for words that must be asked about."""

    type: str
    value: str
    start: int
    end: int
    negated: bool = False


@dataclass
class Counts:
    """Hits, missed gold entities and wrong found ones of a type."""

    hit: int = 0
    missed: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Judged:
    """A row with what was missed and what was found wrongly."""

    text: str
    missed: tuple[Mapping[str, Any], ...]
    wrong: tuple[Found, ...]


def measure(path: Path, finder: MentionFinder | None = None) -> dict[str, Any]:
    """Return precision, recall and F1 of all and of each type, and the overall `entity_f1`."""
    counts, asked, _ = judge(path, finder or present_finder())
    total = Counts(*(sum(getattr(c, name) for c in counts.values()) for name in ("hit", "missed", "wrong")))
    by_type = {kind: _figures(counts[kind]) for kind in TYPES if kind in counts}
    return {"entity_f1": _figures(total)["f1"], **_figures(total), "by_type": by_type, "asked_needlessly": asked}


def judge(path: Path, finder: MentionFinder) -> tuple[dict[str, Counts], int, list[Judged]]:
    """Judge every row of a file; also count the ambiguous words that meet no gold entity."""
    counts: dict[str, Counts] = defaultdict(Counts)
    asked = 0
    rows = []
    calendar = published_calendar()
    for line in path.read_text("utf-8").splitlines():
        if not line.strip():
            continue
        row = json.loads(line)
        reference = datetime.fromisoformat(row["reference"]) if row.get("reference") else _REFERENCE
        found = [*found_in(row["text"], finder), *_times(row["text"], reference, calendar)]
        missed, wrong = _judge_row(row["entities"], found, counts)
        asked += sum(item.type == AMBIGUOUS for item in wrong)
        rows.append(Judged(row["text"], tuple(missed), tuple(wrong)))
    return counts, asked, rows


def found_in(text: str, finder: MentionFinder) -> list[Found]:
    """Return what the bot finds, in the words of the gold data, times left out."""
    mentions = [read for mention in finder.find(text) for read in _read(mention)]
    personal = [
        Found(_PERSONAL[item.kind], _bare(text[item.start : item.end]), item.start, item.end)
        for item in find_personal_data(text)
        if item.kind in _PERSONAL
    ]
    return list(dict.fromkeys((*mentions, *personal)))


def present_finder() -> MentionFinder:
    """Return the finder of the newest trained model, else one made from the present lexicon."""
    for model in sorted((ROOT / "models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime, reverse=True):
        with tarfile.open(model) as archive:
            member = next((m for m in archive.getmembers() if m.name.endswith("/lexicon.json")), None)
            file = archive.extractfile(member) if member else None
            if file is not None:
                try:
                    return MentionFinder(Lexicon.from_json(json.load(file)))
                except KeyError:
                    break  # trained by an older linker
    return source_finder()


def source_finder() -> MentionFinder:
    """Return a finder made from the exported names and data/lexicon; raise `LexiconError` if they are missing."""
    return MentionFinder(read_lexicon(NAMES, LEXICON))


def _read(mention: Mention) -> Iterator[Found]:
    place = (mention.start, mention.end, mention.negated)
    if mention.kind == AMBIGUOUS:
        yield Found(AMBIGUOUS, mention.value, *place)
    for standard in mention.standards:
        kind, _, name = standard.partition(":")
        yield Found(kind, name, *place)
    kind = _OF_KIND.get(mention.kind, "")
    value = mention.value
    if kind == "amount":
        if not value.endswith("元"):
            return
        value = value.removesuffix("元")
    if kind and not (kind == "title" and value not in _LEVELS) and not (kind == "education" and value not in _DEGREES):
        yield Found(kind, value, *place)


def _times(text: str, reference: datetime, calendar: ListedCalendar) -> Iterator[Found]:
    for time in times_in(text, reference, calendar):
        yield Found("time", time.value, time.start, time.end, time.excluded)


def _judge_row(
    gold: Sequence[Mapping[str, Any]], found: Sequence[Found], counts: dict[str, Counts]
) -> tuple[list[Mapping[str, Any]], list[Found]]:
    left = list(found)
    missed = []
    for entity in sorted(gold, key=lambda e: bool(e.get("optional"))):
        hit = next((item for item in left if _is_hit(entity, item)), None)
        if hit:
            left = [item for item in left if not _same(item, hit)]
        if entity.get("optional"):
            continue
        counts[entity["type"]].hit += hit is not None
        counts[entity["type"]].missed += hit is None
        if hit is None:
            missed.append(entity)
    said = {(e["type"], value) for e in gold for value in (e["value"], *e.get("also", ()))}
    wrong = [item for item in left if item.value not in _NO_CLASS and (item.type, item.value) not in said]
    for item in wrong:
        if item.type in TYPES:
            counts[item.type].wrong += 1
    return missed, wrong


def _is_hit(entity: Mapping[str, Any], item: Found) -> bool:
    if not (item.start < entity["end"] and entity["start"] < item.end):
        return False
    # Of a time that is moved (从周三改到周五) nobody knows whether it is excluded.
    if item.negated != bool(entity.get("negated")) and (item.type != "time" or not item.negated):
        return False
    if entity.get("candidates"):
        return item.type == AMBIGUOUS
    values = {_comparable(entity["type"], value) for value in (entity["value"], *entity.get("also", ()))}
    if item.type == "time" == entity["type"] and any(_is_rest(item.value, value) for value in values):
        return True
    return item.type == entity["type"] and _comparable(item.type, item.value) in values


def _is_rest(value: str, whole: str) -> bool:
    """Tell whether a stretch is what is left of a running week or month, which is all that can be booked."""
    (first, dash, last), (start, _, end) = value.partition("/"), whole.partition("/")
    return bool(dash) and last == end and start < first == _REFERENCE.date().isoformat()


def _same(item: Found, other: Found) -> bool:
    """Tell whether two found entities say the same of the same words."""
    return (item.type, item.value) == (other.type, other.value) and item.start < other.end and other.start < item.end


def _comparable(kind: str, value: str) -> str:
    if kind == "location":
        return next((value.removesuffix(area) for area in _AREA if value.endswith(area) and len(value) > 2), value)
    if kind in ("phone", "id_no"):
        return _bare(value)
    return value


def _bare(code: str) -> str:
    return "".join(c for c in code if c.isalnum()).upper()


def _figures(counts: Counts) -> dict[str, Any]:
    precision = counts.hit / max(1, counts.hit + counts.wrong)
    recall = counts.hit / max(1, counts.hit + counts.missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1, "gold": counts.hit + counts.missed}


def main() -> int:
    """Print one table of figures; `--misses` lists the rows behind them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.entities")
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was found wrongly")
    parser.add_argument(
        "--sources", action="store_true", help="make the linker anew from build/lexicon and data/lexicon"
    )
    arguments = parser.parse_args()
    if not arguments.cases.is_file():
        print(f"{arguments.cases} is absent")
        return 2
    try:
        finder = source_finder() if arguments.sources else present_finder()
    except LexiconError as error:
        print(error)
        return 2
    if arguments.misses:
        _print_misses(judge(arguments.cases, finder)[2])
    figures = measure(arguments.cases, finder)
    print(f"{'type':<16}{'precision':>10}{'recall':>10}{'F1':>10}{'gold':>8}")
    for name, row in [*figures["by_type"].items(), ("all", figures)]:
        print(f"{name:<16}{row['precision']:>10.3f}{row['recall']:>10.3f}{row['f1']:>10.3f}{row['gold']:>8}")
    print(f"asked needlessly: {figures['asked_needlessly']}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def _print_misses(rows: Iterable[Judged]) -> None:
    for row in rows:
        if row.missed or row.wrong:
            missed = " ".join(
                f"-{e['type']}={e['value']}({e['text']}){'!' * bool(e.get('negated'))}" for e in row.missed
            )
            wrong = " ".join(f"+{i.type}={i.value}({row.text[i.start : i.end]}){'!' * i.negated}" for i in row.wrong)
            print(f"{row.text}\n    {missed} {wrong}")


if __name__ == "__main__":
    sys.exit(main())
