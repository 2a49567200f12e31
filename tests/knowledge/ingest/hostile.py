"""Files that must be refused, made here."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

SENTENCE = "第一条 为了示例。"


def word(text: str = SENTENCE) -> bytes:
    """Return a plain Word document."""
    document = docx.Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return an Office file with one part added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            if part.filename != name:
                after.writestr(part, before.read(part.filename))
        after.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    """Return a Word document with a part that unpacks to 60 MB of nothing."""
    return with_part(word(), "word/media/image1.xml", b"<a>" + b" " * 60_000_000 + b"</a>")


def with_entities() -> bytes:
    """Return a Word document whose text is an external entity."""
    body = (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;'
        b"</w:t></w:r></w:p></w:body></w:document>"
    )
    return with_part(word(), "word/document.xml", body)


def with_macros() -> bytes:
    """Return a Word document with a macro, under the name of one without."""
    return with_part(word(), "word/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")


def encrypted_office() -> bytes:
    """Return the head of an encrypted Office file: an OLE container with the name of its one stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


def pdf(pages: int = 1, text: str = "Article 1 of an example with some words", **options: Any) -> bytes:
    """Return a PDF of so many pages."""
    stream = io.BytesIO()
    canvas = Canvas(stream, **options)
    for _ in range(pages):
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def scanned() -> bytes:
    """Return a PDF whose page is a picture."""
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawImage(ImageReader(picture), 0, 0, 500, 700)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def pdf_of_radicals(text: str) -> bytes:
    """Return a PDF whose font names its glyphs by radicals (⼈⼯) instead of words, as some exports do."""
    codes = {letter: number for number, letter in enumerate(dict.fromkeys(text), 1)}
    table = "".join(f"<{number:04x}> <{ord(letter):04x}>\n" for letter, number in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(codes)} beginbfchar\n{table}endbfchar\n"
        "endcmap end end"
    )
    shown = "".join(f"{codes[letter]:04x}" for letter in text)
    content = f"BT /F1 16 Tf 72 700 Td <{shown}> Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H "
        "/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        "/Supplement 0 >> /DW 1000 /FontDescriptor 8 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        "<< /Type /FontDescriptor /FontName /X /Flags 4 /Ascent 800 /Descent -200 /CapHeight 700 "
        "/ItalicAngle 0 /StemV 80 /FontBBox [0 -200 1000 800] >>",
    ]
    out, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
