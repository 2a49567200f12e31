"""What cannot or may not be read is refused in a sentence, and leaves the database as it was."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib import pdfencrypt
from sqlalchemy import Engine, func, select

from knowledge.database import session_factory
from knowledge.ingest import limits
from knowledge.ingest.command import run
from knowledge.ingest.parse import parse_file
from knowledge.ingest.refusal import DocumentRefused
from knowledge.models import Draft
from knowledge.settings import Settings
from tests.knowledge.ingest import hostile

CASES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("甲.docx", lambda: b"", "空的"),
    "blank": ("甲.txt", lambda: b"\r\n \n", "空的"),
    "old office": ("甲.doc", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "另存为 .docx"),
    "encrypted word": ("甲.docx", hostile.encrypted_office, "已加密"),
    "encrypted pdf": ("甲.pdf", lambda: hostile.pdf(encrypt=pdfencrypt.StandardEncryption("secret")), "已加密"),
    "scan": ("甲.pdf", hostile.scanned, "扫描件"),
    "500 pages": ("甲.pdf", lambda: hostile.pdf(500), "500 页"),
    "broken pdf": ("甲.pdf", lambda: b"%PDF-1.7\n" + bytes(range(1, 200)) * 3, "已损坏"),
    "broken zip": ("甲.docx", lambda: hostile.word()[:-700], "已损坏"),
    "pdf called docx": ("甲.docx", hostile.pdf, "内容却是PDF"),
    "docx called pdf": ("甲.pdf", hostile.word, "内容却是Word"),
    "page called docx": ("甲.docx", lambda: b"<html><body><p>abc</p></body></html>", "内容却是网页"),
    "picture called pdf": ("甲.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "内容却是图片"),
    "binary called txt": ("甲.txt", lambda: gzip.compress(b"abc") + bytes(50), "内容却是"),
    "unknown": ("甲.exe", lambda: b"MZ" + bytes(100), "不认识扩展名"),
    "zip bomb": ("甲.docx", hostile.bomb, "压缩炸弹"),
    "entities": ("甲.docx", hostile.with_entities, "外部实体"),
    "entities in a page": (
        "甲.html",
        lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>',
        "外部实体",
    ),
    "macros": ("甲.docx", hostile.with_macros, "带宏"),
    "macro file": ("甲.docm", hostile.with_macros, "带宏"),
    "no text": ("甲.docx", lambda: hostile.word(""), "没有可录入的文字"),
    "page without text": ("甲.html", lambda: b"<html><body><script>var a=1</script></body></html>", "没有可录入的文字"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_with_its_reason(case: str, tmp_path: Path) -> None:
    name, make, reason = CASES[case]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(DocumentRefused, match=reason):
        parse_file(tmp_path / name)


def test_a_file_of_too_many_bytes_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.ingest.source.MOST_BYTES", 10)
    (tmp_path / "甲.txt").write_text("第一条 为了示例。")
    with pytest.raises(DocumentRefused, match="最多读 10 字节"):
        parse_file(tmp_path / "甲.txt")
    assert limits.MOST_PAGES < 500


def test_a_refused_file_leaves_the_database_and_the_other_files_alone(
    sqlite_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a-bomb.docx").write_bytes(hostile.bomb())
    (folder / "b-good.docx").write_bytes(hostile.word("第一条 为了示例，制定本办法。"))
    (folder / "~$b-good.docx").write_bytes(b"lock")
    settings = Settings(database_url=str(sqlite_engine.url))
    assert run(settings, ["ingest", str(folder)]) == 1
    told = capsys.readouterr()
    assert "拒绝 a-bomb.docx：" in told.err
    assert "新草稿 1，未变 0，拒绝 1" in told.out
    with session_factory(sqlite_engine)() as session:
        assert session.scalars(select(Draft.file_name)).all() == ["b-good.docx"]


def test_a_parser_that_breaks_does_not_stop_the_others(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "甲.txt").write_text("第一条 为了示例。")

    def broken(_path: Path) -> None:
        raise MemoryError

    monkeypatch.setattr("knowledge.ingest.command.parse_file", broken)
    assert run(Settings(database_url=str(sqlite_engine.url)), ["ingest", str(tmp_path / "甲.txt")]) == 1
    assert "MemoryError" in capsys.readouterr().err
    with session_factory(sqlite_engine)() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
