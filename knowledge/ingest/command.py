"""`python -m knowledge ingest|drafts|approve|reject`: documents of the office on the command line."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from sqlalchemy.orm import Session

from knowledge.clock import office_clock
from knowledge.database import connect, migrate, session_factory
from knowledge.ingest.approve import CannotApprove, approve
from knowledge.ingest.drafts import Kept, NoSuchDraft, find_draft, keep_draft, open_drafts, reject
from knowledge.ingest.parse import ParsedDocument, parse_file
from knowledge.ingest.refusal import DocumentRefused
from knowledge.ingest.source import SUFFIXES
from knowledge.settings import Settings

_LOG = logging.getLogger(__name__)
COMMANDS = ("ingest", "drafts", "approve", "reject")
_BAR = 30


def run(settings: Settings, arguments: Sequence[str]) -> int:
    """Run one of `COMMANDS`; 0 if all went well, 1 if a file was refused or a decision is not possible."""
    chosen = _parser().parse_args(arguments)
    if chosen.command == "ingest":
        return _ingest(settings, chosen.paths, dry=chosen.dry_run)
    migrate(settings.database)
    engine = connect(settings.database)
    try:
        with session_factory(engine, writes=chosen.command != "drafts")() as session, session.begin():
            now = office_clock(settings)()
            if chosen.command == "drafts":
                return _show(chosen.reference, session)
            if chosen.command == "reject":
                reject(session, chosen.reference, chosen.by, now, chosen.reason)
                print(f"已退回 {chosen.reference}")
                return 0
            subjects = approve(session, chosen.reference, chosen.by, now, policy=chosen.policy, level=chosen.level)
            print(f"已批准 {chosen.reference}，现在可以回答：{'、'.join(subjects) or '没有新的内容（都已收录）'}")
            return 0
    except (NoSuchDraft, CannotApprove) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        engine.dispose()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    ingest = commands.add_parser("ingest", help="read documents as drafts")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="FILE|FOLDER")
    ingest.add_argument("--dry-run", action="store_true", help="read and report, keep nothing")
    drafts = commands.add_parser("drafts", help="list drafts, or show one with its clauses")
    drafts.add_argument("reference", nargs="?", default="")
    approving = commands.add_parser("approve", help="publish a draft")
    approving.add_argument("reference")
    approving.add_argument("--by", required=True, help="who approves")
    approving.add_argument("--policy", default="", help="code of the policy whose version it is")
    approving.add_argument("--level", default="", choices=["", "国家", "市级", "两江新区", "区县"])
    rejecting = commands.add_parser("reject", help="turn a draft down")
    rejecting.add_argument("reference")
    rejecting.add_argument("--by", required=True, help="who turns it down")
    rejecting.add_argument("--reason", default="")
    return parser


def _ingest(settings: Settings, paths: Sequence[Path], *, dry: bool) -> int:
    """Read every file, each in a transaction of its own: one that is refused does not stop the others."""
    files, refused = _files(paths)
    kept: list[tuple[Path, Kept | None, ParsedDocument]] = []
    engine = None
    for number, path in enumerate(files, 1):
        _progress(number, len(files), path.name)
        try:
            parsed = parse_file(path)
        except DocumentRefused as error:
            refused.append((path, str(error)))
            continue
        except Exception as error:  # whatever a hostile file makes a parser raise, the other files are read
            _LOG.exception("ingest of %s failed", path.name)
            refused.append((path, f"文件无法解析（{type(error).__name__}），已记入日志，请把文件交给技术人员"))
            continue
        if dry:
            kept.append((path, None, parsed))
            continue
        if engine is None:
            migrate(settings.database)
            engine = connect(settings.database)
        with session_factory(engine, writes=True)() as session, session.begin():
            kept.append((path, keep_draft(session, parsed, office_clock(settings)()), parsed))
    if engine is not None:
        engine.dispose()
    for path, one, parsed in kept:
        _report(path, one, parsed)
    for path, reason in refused:
        print(f"拒绝 {path.name}：{reason}", file=sys.stderr)
    new = sum(1 for _, one, _ in kept if one is None or one.outcome == "created")
    print(f"共 {len(kept) + len(refused)} 个文件：新草稿 {new}，未变 {len(kept) - new}，拒绝 {len(refused)}")
    return 1 if refused else 0


def _files(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Return the files to read: those named, and in folders those whose name says that they can be read."""
    files: list[Path] = []
    missing: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            files += sorted(_readable(path))
            if not files:
                missing.append((path, "文件夹里没有可录入的文件"))
        elif path.exists():
            files.append(path)
        else:
            missing.append((path, "没有这个文件"))
    return list(dict.fromkeys(files)), missing


def _readable(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        # Word leaves ~$ files beside what is open.
        if path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", ".")):
            yield path


def _progress(number: int, of: int, name: str, out: TextIO = sys.stderr) -> None:
    if of < 2 or not out.isatty():
        return
    done = _BAR * number // of
    print(
        f"\r[{'#' * done}{'.' * (_BAR - done)}] {number}/{of} {name[:40]:<40}",
        end="\n" if number == of else "",
        file=out,
    )


def _report(path: Path, kept: Kept | None, parsed: ParsedDocument) -> None:
    metadata = parsed.metadata
    if kept is not None and kept.outcome == "unchanged":
        print(f"未变 {path.name}：内容与草稿 {kept.draft.reference}（{kept.draft.status}）相同")
        return
    reference = kept.draft.reference if kept is not None else "（未保存）"
    print(f"草稿 {reference} {path.name}：{metadata.title}")
    days = {
        "成文": metadata.signed_on,
        "发布": metadata.published_on,
        "施行": metadata.effective_from,
        "失效": metadata.effective_to,
    }
    print(f"  文号 {metadata.number or '—'}；机关 {'、'.join(metadata.issued_by) or metadata.source or '—'}")
    print(f"  {'；'.join(f'{name} {day or chr(0x2014)}' for name, day in days.items())}；条款 {len(parsed.clauses)}")
    if kept is not None and kept.version_of is not None:
        print(f"  是政策“{kept.version_of.name}”（{kept.version_of.code}）的一个文本")
    for warning in kept.draft.warnings if kept is not None else parsed.warnings:
        print(f"  注意：{warning}")


def _show(reference: str, session: Session) -> int:
    """Print the drafts that wait, or one with its clauses."""
    if not reference:
        rows = open_drafts(session)
        for draft in rows:
            counts = f"条款 {len(draft.clauses)}\t注意 {len(draft.warnings)}"
            print(f"{draft.reference}\t{draft.title}\t{draft.number or '—'}\t{counts}")
        if not rows:
            print("没有待批准的草稿")
        return 0
    draft = find_draft(session, reference, undecided=False)
    print(f"{draft.title}\n{draft.number or '—'}\t{draft.status}\t{draft.file_name}")
    for clause in draft.clauses:
        where = f"第{clause['page']}页 " if clause["page"] else ""
        print(f"{clause['path']}\t{where}{draft.text[clause['start'] : clause['end']][:60]}")
    for warning in draft.warnings:
        print(f"注意：{warning}")
    return 0
