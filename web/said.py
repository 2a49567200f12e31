"""What an applicant typed, made safe: nothing in it can call an intent, and personal data is covered."""

from __future__ import annotations

import re
import unicodedata

from language.numbers import parse_integer
from language.personal_data import mask

_OPTION_NUMBER = re.compile(r"(?:选择?)?\s*第?\s*([0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*[个项条]?[.。]?")
_SLASH = "／"


def cleaned(text: str) -> str:
    """Return the text without control and format characters, blanks trimmed, personal data covered.

    Rasa takes a text that begins with `/` (after stripping any blank) as an intent call: such a slash becomes a
    full-width one, which Rasa does not know. This is the last step, after which nothing may change the text.
    """
    kept = "".join(" " if c in "\r\n\t" else c for c in text if c in "\r\n\t" or unicodedata.category(c)[0] != "C")
    covered, _ = mask(kept.strip())
    return neutralised(covered)


def neutralised(text: str) -> str:
    """Return a text that Rasa cannot take as an intent call."""
    stripped = text.strip()
    return _SLASH + stripped[1:] if stripped.startswith("/") else stripped


def option_number(text: str) -> int | None:
    """Return the number when the text is nothing but the choice of an option (2, ２, 第二个, 选2), else None."""
    match = _OPTION_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return parse_integer(match[1]) if match else None
