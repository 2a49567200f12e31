"""`python -m benchmarks.ingest [--article FILE [--facts FILE]] [--held-out] [--json FILE]`: documents read anew.

Documents are made here, in every format, from a tree that is known. A clause is exact if path, level and text agree
(blanks aside, and the bars between the cells of a table). Also counted: clauses that nobody wrote, the four dates,
document numbers, titles, issuing bodies, and figures (sums and shares) with their unit. `--held-out` reads only the
family of documents that was not looked at while the rules were written. The article is read as txt and as a saved page;
its facts come from a JSON list (`quote`, `value`, `as_of`, and `ingest` for those that count), both paths given.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from benchmarks.article import measure_article
from benchmarks.office_documents.families import FAMILIES
from benchmarks.office_documents.held_out import HELD_OUT
from benchmarks.office_documents.make_xlsx import make_catalogue
from benchmarks.office_documents.model import Made
from benchmarks.office_documents.ways import WAYS, WITHOUT_TABLES
from benchmarks.table import show, write
from knowledge.ingest.catalogue import items_of
from knowledge.ingest.figures import figures_of
from knowledge.ingest.parse import ParsedDocument, parse_file

SEEDS = 6
_DAYS = ("signed_on", "published_on", "effective_from", "effective_to")


@dataclass
class Tally:
    """Counts over documents; `wrong` holds what to look at."""

    documents: int = 0
    clauses_expected: int = 0
    clauses_exact: int = 0
    clauses_invented: int = 0
    dates_expected: int = 0
    dates: int = 0
    numbers_expected: int = 0
    numbers: int = 0
    document_numbers: int = 0
    titles: int = 0
    issuers: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def told(self) -> dict[str, object]:
        """Return counts of clauses, and shares of what else was right."""
        return {
            "documents": self.documents,
            "clauses_exact": self.clauses_exact,
            "clauses_expected": self.clauses_expected,
            "clauses_invented": self.clauses_invented,
            "dates_right": _share(self.dates, self.dates_expected),
            "numbers_right": _share(self.numbers, self.numbers_expected),
            "document_numbers_right": _share(self.document_numbers, self.documents),
            "titles_right": _share(self.titles, self.documents),
            "issuers_right": _share(self.issuers, self.documents),
        }


def measure(families: Mapping[str, Callable[[int], Made]], seeds: int, folder: Path) -> dict[str, Tally]:
    """Return a tally for each way of setting a document, over all families and seeds."""
    tallies: dict[str, Tally] = {}
    for way, (suffix, make) in WAYS.items():
        tally = tallies[way] = Tally()
        for family in families.values():
            for seed in range(seeds):
                made = family(seed)
                path = folder / f"{made.name}.{suffix}"
                path.write_bytes(make(made, seed))
                tally.add(judge(made, parse_file(path), way))
    return tallies


def judge(made: Made, parsed: ParsedDocument, way: str) -> Tally:
    """Compare a parsed document with what was meant."""
    tables = way not in WITHOUT_TABLES
    expected = {path: (level, _bare(text)) for path, level, text in made.clauses() if tables or level != "表"}
    found = {clause.path: (clause.level, _bare(clause.text)) for clause in parsed.clauses}
    exact = sum(1 for path, clause in expected.items() if found.get(path) == clause)
    tally = Tally(1, len(expected), exact)
    tally.clauses_invented = len(found.keys() - expected.keys())
    tally.wrong = [f"{way}: {made.name}: {path}" for path, clause in expected.items() if found.get(path) != clause]
    _judge_fields(made, parsed, way, tally)
    wanted = Counter([*made.figures, *(made.figures_of_tables if tables else ())])
    told = Counter((str(figure.value), figure.unit) for figure in figures_of(parsed.text))
    for clause in parsed.clauses:
        if clause.rows:
            told.update((str(figure.value), figure.unit) for figure in figures_of("", clause.rows))
    tally.numbers_expected = sum(wanted.values())
    tally.numbers = sum(min(count, told[figure]) for figure, count in wanted.items())
    return tally


def _judge_fields(made: Made, parsed: ParsedDocument, way: str, tally: Tally) -> None:
    metadata = parsed.metadata
    for name in _DAYS:
        wanted = getattr(made, name)
        if name == "published_on" and way == "html":
            wanted = wanted or made.signed_on  # the page says when it was put up
        tally.dates_expected += 1
        right = getattr(metadata, name) == wanted
        tally.dates += right
        tally.wrong += [] if right else [f"{way}: {made.name}: {name} {getattr(metadata, name)} for {wanted}"]
    tally.document_numbers = int(metadata.number == made.number)
    tally.titles = int(metadata.title == made.title)
    tally.issuers = int(metadata.issued_by == made.issued_by)
    for name in ("number", "title", "issued_by"):
        if getattr(metadata, name) != getattr(made, name):
            tally.wrong.append(f"{way}: {made.name}: {name} {getattr(metadata, name)}")


def measure_catalogues(seeds: int, folder: Path) -> Tally:
    """Return a tally over catalogues of services; a clause is a service here, all of whose fields must be right."""
    tally = Tally()
    for seed in range(seeds):
        data, items = make_catalogue(seed)
        path = folder / f"catalogue-{seed}.xlsx"
        path.write_bytes(data)
        parsed = parse_file(path)
        found = list(items_of([{"rows": clause.rows} for clause in parsed.clauses]))
        tally.documents += 1
        tally.titles += int(parsed.metadata.title == "示例市人才服务事项目录（2024年版）")
        # A catalogue has neither number nor signature; none may be read into it.
        tally.document_numbers += int(parsed.metadata.number is None)
        tally.issuers += int(parsed.metadata.issued_by == ())
        tally.clauses_expected += len(items)
        tally.clauses_exact += sum(1 for item in items if item in found)
        tally.clauses_invented += len(found) - sum(1 for item in items if item in found)
    return tally


def _bare(text: str) -> str:
    return "".join(text.replace("|", "").split())


def _share(right: int, of: int) -> float:
    return right / of if of else 1.0


def main() -> None:
    """Measure and print one table, what went wrong, and the article."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--article", type=Path, default=None, help="a newspaper article as txt")
    parser.add_argument("--facts", type=Path, default=None, help="its facts as JSON")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="documents of a family in each format")
    parser.add_argument("--held-out", action="store_true", help="only the family that was held out")
    parser.add_argument("--json", type=Path, default=None, help="write the figures here too")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tallies = measure(HELD_OUT if chosen.held_out else {**FAMILIES, **HELD_OUT}, chosen.seeds, folder)
        if not chosen.held_out:
            tallies["xlsx, catalogue"] = measure_catalogues(chosen.seeds, folder)
        article = measure_article(chosen.article, chosen.facts, folder) if chosen.article else {}
    total = Tally()
    for tally in tallies.values():
        total.add(tally)
    rows = {name: tally.told() for name, tally in tallies.items()}
    show("documents made here, read again", {**rows, "all": total.told()})
    for line in total.wrong[:40]:
        print(line)
    if article:
        show("the article", {"txt": article["txt"], "html": article["html"]})
    write(chosen.json, {**total.told(), "by_format": rows, "article": article})


if __name__ == "__main__":
    main()
