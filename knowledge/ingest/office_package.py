"""Look into an Office file (a zip of XML parts) before a library opens it: bombs, macros, entities, encryption."""

from __future__ import annotations

import io
import re
import zipfile

from knowledge.ingest.limits import MOST_PARTS, MOST_RATIO, MOST_UNPACKED_BYTES, RATIO_COUNTS_FROM
from knowledge.ingest.refusal import DocumentRefused

_MACROS = re.compile(r"vbaProject\.bin|vbaData\.xml|macrosheets/|/activeX/", re.IGNORECASE)
_MACRO_TYPE = b"macroEnabled"
# No part of an Office file declares a document type; one that does wants to define entities.
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DOCTYPE_WIDE = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-16-le", "utf-16-be"))
_CHUNK = 1 << 20


def check_package(data: bytes) -> None:
    """Raise `DocumentRefused` if an Office file is broken or hostile; sizes are counted, not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS:
                raise DocumentRefused(f"文件里有 {len(parts)} 个部件，像是恶意压缩包，不予打开")
            if any(part.flag_bits & 1 for part in parts):
                raise DocumentRefused("文件已加密，需要密码才能打开：请去掉密码后再录入")
            if any(_MACROS.search(part.filename) for part in parts):
                raise DocumentRefused("文件带宏，不予打开：请另存为不带宏的文件后再录入")
            if any(part.filename.startswith("/") or ".." in part.filename.split("/") for part in parts):
                raise DocumentRefused("文件内部的路径不正常，像是恶意压缩包，不予打开")
            total = 0
            for part in parts:
                total += _check_part(package, part, MOST_UNPACKED_BYTES - total)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        if isinstance(error, DocumentRefused):
            raise
        raise DocumentRefused("文件已损坏，无法打开：请用 Word 或 WPS 打开后重新保存") from error
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        raise DocumentRefused("文件已损坏，无法打开：请用 Word 或 WPS 打开后重新保存") from error


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> int:
    """Unpack one part in pieces, return its size; refuse it when it grows beyond reason or declares entities."""
    size, tail = 0, b""
    is_xml = part.filename.endswith((".xml", ".rels", ".vml"))
    with package.open(part) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > room or (size > RATIO_COUNTS_FROM and size > MOST_RATIO * max(part.compress_size, 1)):
                raise DocumentRefused("文件解压后大得不合常理，像是压缩炸弹，不予打开")
            if is_xml:
                window = tail + piece
                if _DOCTYPE.search(window) or any(word in window for word in _DOCTYPE_WIDE):
                    raise DocumentRefused("文件里声明了外部实体（XXE），像是恶意文件，不予打开")
                if part.filename == "[Content_Types].xml" and _MACRO_TYPE in window:
                    raise DocumentRefused("文件带宏，不予打开：请另存为不带宏的文件后再录入")
                tail = window[-32:]
    return size
