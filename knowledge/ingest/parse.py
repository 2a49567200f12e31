"""From a file to a parsed document: read, repair, tell the roles, build the tree, look for what is odd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knowledge.ingest.blocks import Reading, placed
from knowledge.ingest.checks import warnings_of
from knowledge.ingest.clauses import ParsedClause, clauses_of
from knowledge.ingest.limits import MOST_CHARACTERS
from knowledge.ingest.metadata import Metadata, metadata_of
from knowledge.ingest.read_docx import read_docx
from knowledge.ingest.read_html import read_html
from knowledge.ingest.read_pdf import read_pdf
from knowledge.ingest.read_text import read_text
from knowledge.ingest.read_xlsx import read_xlsx
from knowledge.ingest.refusal import DocumentRefused
from knowledge.ingest.roles import parts_of
from knowledge.ingest.source import SourceFile, open_source

_READERS: dict[str, Callable[[bytes], Reading]] = {
    "docx": read_docx,
    "pdf": read_pdf,
    "html": read_html,
    "xlsx": read_xlsx,
    "text": read_text,
}


@dataclass(frozen=True)
class ParsedDocument:
    """A document as it will be proposed to staff; every clause's text is `text` from its start to its end."""

    source: SourceFile
    metadata: Metadata
    text: str
    clauses: tuple[ParsedClause, ...]
    warnings: tuple[str, ...]
    pages: int | None


def parse_file(path: Path) -> ParsedDocument:
    """Read a file and parse it; raise `DocumentRefused` with a sentence that says why not."""
    return parse_source(open_source(path))


def parse_source(source: SourceFile) -> ParsedDocument:
    """Parse bytes that were found readable."""
    if source.name.lower().endswith((".md", ".markdown")):
        reading = read_text(source.data, markdown=True)
    else:
        reading = _READERS[source.kind](source.data)
    text, places = placed(reading.blocks)
    if not text.strip():
        raise DocumentRefused("文件里没有可录入的文字")
    if len(text) > MOST_CHARACTERS:
        raise DocumentRefused(f"文件有 {len(text)} 个字，最多读 {MOST_CHARACTERS} 个字：请拆分后再录入")
    parts = parts_of(places)
    metadata = metadata_of(parts, reading.labels)
    clauses = clauses_of(text, parts)
    if not clauses:
        raise DocumentRefused("文件里只有标题，没有正文或表格可录入")
    texts = [*(value for _, value in reading.labels), *(place.block.text for place in places)]
    warnings = (*reading.warnings, *warnings_of(metadata, parts, clauses, texts))
    return ParsedDocument(source, metadata, text, clauses, warnings, reading.pages)
