"""Whether a document is in force on a day, in the words that applicants read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.models import Document

ENDING_SOON = timedelta(days=90)
TRIAL_REVIEW = timedelta(days=730)


@dataclass(frozen=True)
class Validity:
    """`label` is 现行, 即将到期, 已过有效期, 有效性待核实, 尚未施行, 失效 or 废止;
    all but the first are told in the first line.
    """

    label: str
    plain: bool

    @property
    def warns(self) -> bool:
        """Whether the answer must say so at once."""
        return not self.plain


def validity_on(document: Document, day: date) -> Validity:
    """Return the validity of `document` on `day` (order of the rules: domain notes 03, section 1)."""
    if document.validity in ("废止", "失效"):
        return Validity(document.validity, False)
    if document.validity == "已修改":
        return Validity("已修改", False)
    if document.effective_to is not None and day > document.effective_to:
        return Validity("已过有效期", False)
    if document.effective_from is not None and day < document.effective_from:
        return Validity("尚未施行", False)
    if document.validity == "待核实" or _old_trial(document, day):
        return Validity("有效性待核实", False)
    if document.effective_to is not None and document.effective_to - day < ENDING_SOON:
        return Validity("即将到期", False)
    return Validity("现行", True)


def _old_trial(document: Document, day: date) -> bool:
    return document.trial and document.as_of is not None and day - document.as_of > TRIAL_REVIEW
