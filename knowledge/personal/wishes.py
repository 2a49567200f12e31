"""Reading what an applicant wants done with his own data (wishes.yml): see, correct, export, delete, withdraw."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from language.normalise import normalised

Wish = Literal["withdraw", "export", "delete", "correct", "see"]
WISHES: tuple[Wish, ...] = get_args(Wish)


def wish_in(text: str, *, known: bool = False) -> Wish | None:
    """Return the wish that a text utters about the applicant's own data, or None.

    With `known` it is clear from elsewhere that personal data is talked about: then less is enough.
    """
    plain = normalised(text).lower()
    found = next((wish for wish in WISHES if any(pattern.search(plain) for pattern in _patterns()[wish])), None)
    if found or not known or len(plain) > _file()["short"] or re.search(_file()["asks"], plain):
        return found
    return next((wish for wish in WISHES if wish in _file()["loosely"] and _loosely(wish, plain)), None)


def _loosely(wish: Wish, plain: str) -> bool:
    return re.search(_file()["loosely"][wish], plain) is not None


@functools.cache
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "wishes.yml").read_text("utf-8"))
    return loaded


@functools.cache
def _patterns() -> dict[Wish, tuple[re.Pattern[str], ...]]:
    data = _file()
    parts = {f"{{{name}}}": data[name] for name in ("mine", "data", "number")}

    def compiled(pattern: str) -> re.Pattern[str]:
        for name, part in parts.items():
            pattern = pattern.replace(name, part)
        return re.compile(pattern)

    return {wish: tuple(map(compiled, data[wish])) for wish in WISHES}
