"""Open a file: what it is by its content, and whether it may be read at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from knowledge.ingest.limits import MOST_BYTES
from knowledge.ingest.refusal import DocumentRefused

SUFFIXES = {
    ".docx": "docx", ".docm": "docm", ".pdf": "pdf", ".html": "html", ".htm": "html", ".mht": "mht", ".mhtml": "mht",
    ".xlsx": "xlsx", ".xlsm": "xlsm", ".txt": "text", ".md": "text", ".markdown": "text",
    ".doc": "ole", ".xls": "ole", ".wps": "ole", ".et": "ole", ".rtf": "rtf", ".ofd": "ofd",
}  # fmt: skip
READABLE = frozenset({"docx", "pdf", "html", "xlsx", "text"})
_NAMES = {
    "docx": "Word 文档（.docx）", "xlsx": "Excel 工作簿（.xlsx）", "pdf": "PDF", "html": "网页（.html）",
    "text": "文本", "ole": "旧版 Office 文件（.doc、.xls 或 WPS）", "zip": "压缩包", "rtf": "RTF", "image": "图片",
    "binary": "无法识别的数据", "ofd": "OFD 版式文件", "mht": "网页归档（.mht）", "docm": "带宏的 Word 文档",
    "xlsm": "带宏的 Excel 工作簿",
}  # fmt: skip
_INSTEAD = {
    "ole": "请用 Word 或 WPS 另存为 .docx（表格存为 .xlsx）后再录入",
    "rtf": "请另存为 .docx 后再录入",
    "ofd": "请用版式软件导出为 PDF（保留文字）后再录入",
    "mht": "请用浏览器另存为“网页，仅 HTML”后再录入",
    "docm": "文件带宏，不予打开：请另存为不带宏的 .docx",
    "xlsm": "文件带宏，不予打开：请另存为不带宏的 .xlsx",
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")


@dataclass(frozen=True)
class SourceFile:
    """The bytes of a file that may be read: its kind is one of `READABLE`, its digest is SHA-256."""

    name: str
    kind: str
    data: bytes
    digest: str


def open_source(path: Path) -> SourceFile:
    """Read a file's bytes and tell its kind; raise `DocumentRefused` if it may not or cannot be read."""
    claimed = SUFFIXES.get(path.suffix.lower())
    if claimed is None:
        known = "、".join(suffix for suffix, kind in SUFFIXES.items() if kind in READABLE)
        raise DocumentRefused(f"不认识扩展名“{path.suffix or '（无）'}”，可录入的是 {known}")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise DocumentRefused(f"文件有 {size} 字节，最多读 {MOST_BYTES} 字节：请拆分或压缩图片后再录入")
        data = path.read_bytes()
    except OSError as error:
        raise DocumentRefused(f"文件打不开：{error.strerror}") from error
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise DocumentRefused("文件是空的，没有可录入的内容")
    kind = _sniffed(data)
    if kind == "ole" and _ENCRYPTED in data:
        raise DocumentRefused("文件已加密，需要密码才能打开：请去掉密码后再录入")
    # A saved page may be a fragment without <html>, and Markdown may open with a tag: the name decides between the two.
    if (
        claimed != kind
        and not {claimed, kind} <= {"html", "text"}
        and not (claimed in _INSTEAD and kind in ("zip", "docx", "xlsx"))
    ):
        raise DocumentRefused(
            f"扩展名是 {path.suffix}，内容却是{_NAMES[kind]}：请核对文件，改正扩展名或重新导出后再录入"
        )
    if claimed in _INSTEAD:
        raise DocumentRefused(f"不能直接录入{_NAMES[claimed]}：{_INSTEAD[claimed]}")
    return SourceFile(path.name, claimed, data, hashlib.sha256(data).hexdigest())


def _sniffed(data: bytes) -> str:
    """Return what the bytes are, whatever the file is called."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _office_kind(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_IMAGES):
        return "image"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\x00" in data[:4096]:
        return "binary"
    head = data[:4096].lower()
    return "html" if any(tag in head for tag in (b"<html", b"<!doctype html", b"<body", b"<div", b"<p>")) else "text"


def _office_kind(data: bytes) -> str:
    # The names of the parts stand plainly in the archive; nothing is unpacked yet.
    if b"word/document" in data:
        return "docx"
    if b"xl/workbook" in data:
        return "xlsx"
    return "zip"
