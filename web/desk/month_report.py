"""The report of a month as one page of docx; each figure is a link to the list it comes from."""

from __future__ import annotations

import io
from datetime import datetime

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from knowledge.desk.overview import STATUSES, Overview
from web.desk.overview_words import overview_words
from web.desk.shown import moment, share

_FONT = "SimSun"


def month_report(found: Overview, base: str, now: datetime) -> bytes:
    """Return the report; `base` is the address of the desk, without a slash at the end."""
    words = overview_words()["report"]
    document = Document()
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    document.add_heading(words["title"].format(office=words["office"], month=f"{found.first:%Y-%m}"), level=1)
    document.add_paragraph(words["made"].format(moment=moment(now)))
    rows = _rows(found)
    table = document.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = words["figure"], words["value"]
    period = f"from={found.first.isoformat()}&to={found.last.isoformat()}"
    for name, value, part in rows:
        cells = table.add_row().cells
        cells[0].text = words["rows"][name]
        _link(cells[1].paragraphs[0], value, f"{base}/overview?{period}#{part}")
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _rows(found: Overview) -> list[tuple[str, str, str]]:
    """Each figure: name, value as text, and the part of the overview that lists it."""
    words = overview_words()["report"]

    def shown(value: float | None) -> str:
        return share(value) if value is not None else str(words["none"])

    median = str(found.median) if found.median is not None else words["beyond" if found.questions else "none"]
    funnel = found.funnel
    return [
        ("questions", str(found.questions), "days"),
        *((status, str(found.statuses[status]), "statuses") for status in STATUSES),
        ("median", median, "times"), ("slow", shown(found.slow), "times"),
        ("helpfulness", shown(found.helpfulness), "times"),
        ("held", str(funnel.held), "visits"), ("confirmed", str(funnel.confirmed), "visits"),
        ("checked_in", str(funnel.checked_in), "visits"), ("served", str(funnel.served), "visits"),
        ("no_show", shown(found.no_show_rate), "visits"), ("looks", str(len(found.looks)), "looks"),
    ]  # fmt: skip


def _link(paragraph: Paragraph, text: str, address: str) -> None:
    """Write a text that opens an address (python-docx has no call for it)."""
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = OxmlElement("w:r")
    written = OxmlElement("w:t")
    written.text = text
    run.append(written)
    link.append(run)
    paragraph._p.append(link)
