"""The ways in which a document is set: format, and what varies within it."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.office_documents.make_docx import make_docx
from benchmarks.office_documents.make_page import make_html
from benchmarks.office_documents.make_pdf import make_pdf
from benchmarks.office_documents.make_text import make_markdown, make_text
from benchmarks.office_documents.model import Made

Way = Callable[[Made, int], bytes]

WAYS: dict[str, tuple[str, Way]] = {
    "docx, numbers by Word": ("docx", lambda made, seed: make_docx(made, automatic=True)),
    "docx, numbers typed": ("docx", lambda made, seed: make_docx(made, automatic=False)),
    "pdf": ("pdf", lambda made, seed: make_pdf(made, seed=seed)),
    "pdf, two columns": ("pdf", lambda made, seed: make_pdf(made, columns=2, seed=seed)),
    "html": ("html", lambda made, seed: make_html(made, style=seed)),
    "txt": ("txt", lambda made, seed: make_text(made, wrapped=False)),
    "txt, wrapped": ("txt", lambda made, seed: make_text(made, wrapped=True)),
    "md": ("md", lambda made, seed: make_markdown(made)),
}
"""By name: suffix of the file, and how its bytes are made from a document and a seed."""

WITHOUT_TABLES = frozenset({"txt, wrapped"})
"""Ways that keep no tables: a table is lines of text there, no clause of its own, and its sums have no unit."""
