"""How personal data is shown: 张*, 138****1234, 1101**********1234; never in clear."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """Show the first character of a name."""
    bare = name.strip()
    return bare[:1] + "*" if bare else ""


def mask_phone(phone: str) -> str:
    """Show the first three and the last four digits of a telephone number."""
    return _middle(phone, 3, 4)


def mask_id_number(number: str) -> str:
    """Show the first four and the last four characters of an ID number."""
    return _middle(number, 4, 4)


def _middle(text: str, before: int, after: int) -> str:
    covered = len(text) - before - after
    return text[:before] + "*" * covered + text[-after:] if covered > 0 else "*" * len(text)
