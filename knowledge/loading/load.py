"""Load content files into the database: by digest, all or nothing, never over what staff changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.loading import rows
from knowledge.loading.files import ContentSource, read_folder
from knowledge.loading.schema import AnyFile
from knowledge.models import ContentFile


@dataclass
class LoadReport:
    """What a load did, by `kind/code`."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = (
            f"created {len(self.created)}, updated {len(self.updated)}, "
            f"unchanged {len(self.unchanged)}, removed {len(self.removed)}"
        )
        return counts + (f", kept as staff changed them: {', '.join(self.kept)}" if self.kept else "")


def load_content(session: Session, folder: Path, now: datetime) -> LoadReport:
    """Bring the rows to what the files say and report it; the caller commits.

    Raises `knowledge.loading.files.ContentRefused` before anything is written when a file is broken.
    A row that staff changed (`updated_by` is not "content") is kept and reported.
    """
    sources = read_folder(folder)
    known = {(row.kind, row.code): row for row in session.scalars(select(ContentFile))}
    report = LoadReport()
    # What is gone goes first: a renamed file may bring the codes of its documents and facts back under another name.
    for key in sorted(known.keys() - {(source.content.kind, source.content.code) for source in sources}):
        _remove_one(session, known.pop(key), report)
    session.flush()
    for source in sorted(sources, key=_load_order):
        _load_one(session, source, folder, known.get((source.content.kind, source.content.code)), now, report)
    session.flush()
    return report


def _remove_one(session: Session, row: ContentFile, report: LoadReport) -> None:
    if rows.retire(session, row.kind, row.code):
        session.delete(row)
        report.removed.append(f"{row.kind}/{row.code}")
    else:
        report.kept.append(f"{row.kind}/{row.code}")


def _load_order(source: ContentSource) -> tuple[int, str]:
    # A hall before the services of its windows, so that a fresh database can be read while it is loaded.
    return (0 if source.content.kind == "hall" else 1, str(source.path))


def _load_one(
    session: Session, source: ContentSource, folder: Path, known: ContentFile | None, now: datetime, report: LoadReport
) -> None:
    content = source.content
    name = f"{content.kind}/{content.code}"
    if known is not None and known.digest == source.digest:
        report.unchanged.append(name)
        return
    write: Callable[[Session, AnyFile, datetime], bool] = rows.WRITERS[content.kind]
    if not write(session, content, now):
        report.kept.append(name)
        return
    if known is None:
        known = ContentFile(kind=content.kind, code=content.code)
        session.add(known)
        report.created.append(name)
    else:
        report.updated.append(name)
    known.path = source.path.relative_to(folder).as_posix()
    known.digest = source.digest
    known.loaded_at = now
