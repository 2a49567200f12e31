"""A newspaper article, read as txt and as a saved page: are its facts found, with their date and their figures."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

from knowledge.ingest.characters import halved
from knowledge.ingest.figures import figures_of
from knowledge.ingest.parse import ParsedDocument, parse_file

_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>新闻_示例网</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">要闻</a><a href="/b">区县</a></div><div class="article">{body}</div>
<div class="footer">版权所有 示例网</div></body></html>"""
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:/\d+)?")


def measure_article(article: Path, facts: Path | None, folder: Path) -> dict[str, dict[str, Any]]:
    """Return for both formats how many facts were found and dated, and how many of their numbers were read."""
    rows = json.loads(facts.read_text("utf-8")) if facts else []
    text = article.read_text("utf-8")
    page = folder / "article.html"
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
    page.write_text(_PAGE.format(body=paragraphs), "utf-8")
    return {"txt": _judged(parse_file(article), rows), "html": _judged(parse_file(page), rows)}


def _judged(parsed: ParsedDocument, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A fact is found if its quotation stands in one paragraph (or is the title or the byline)."""
    counted = [row for row in rows if row.get("ingest", True)]
    found = dated = numbers = right = 0
    missed = []
    for row in counted:
        quote = _bare(row["quote"])
        clause = next((clause for clause in parsed.clauses if quote in _bare(clause.text)), None)
        in_head = quote in _bare(parsed.metadata.title) or (
            str(parsed.metadata.published_on) in row["quote"] and parsed.metadata.source in row["quote"]
        )
        heading = next((clause for clause in parsed.clauses if quote in _bare(clause.heading)), None)
        if clause is None and not in_head and heading is None:
            missed.append(row["id"])
            continue
        found += 1
        dated += str(parsed.metadata.published_on) == row["as_of"]
        if clause is not None:
            words = " ".join(halved(figure.words) for figure in figures_of(clause.text))
            for number in _NUMBER.findall(halved(quote)):
                numbers += 1
                right += number in _NUMBER.findall(words)
    return {
        "facts_found": found,
        "facts_expected": len(counted),
        "dates_right": dated,
        "numbers_right": right,
        "numbers_expected": numbers,
        "paragraphs": len(parsed.clauses),
        "title": parsed.metadata.title,
        "published_on": str(parsed.metadata.published_on),
        "source": parsed.metadata.source,
        "missed": missed,
    }


def _bare(text: str) -> str:
    return "".join(text.split())
