"""Numbers of applications 办件编号 and codes as they stand in a sentence."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"(?<![A-Z0-9])(?!GD|LJ)[A-Z]{2,6}-?[0-9]{6,12}(?:-[0-9]{1,8})?(?![A-Z0-9-])")
_CODE = re.compile(r"(?<![A-Z0-9-])[0-9]{6}(?![A-Z0-9-])")


def case_number(text: str) -> str | None:
    """Return the number of an application that a text names, in capitals; tickets (GD…) and visits (LJ…) are none."""
    match = _NUMBER.search(_plain(text))
    return match.group() if match else None


def is_case_number(text: str) -> bool:
    """Tell whether a text is a number of an application and nothing else."""
    return bool(_NUMBER.fullmatch(_plain(text)))


def typed_code(text: str) -> str | None:
    """Return the six digits of a code in a text, or None."""
    match = _CODE.search(_plain(text))
    return match.group() if match else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()
