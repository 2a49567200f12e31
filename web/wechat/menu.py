"""The menu of the account in the platform's shape, within the platform's bounds."""

from __future__ import annotations

from typing import Any

_MOST, _MOST_BELOW = 3, 5
_NAME_BYTES, _NAME_BELOW_BYTES, _KEY_BYTES = 16, 60, 128


class MenuRefused(ValueError):
    """The menu file makes no menu; the message says what to change."""


def platform_menu(menu: dict[str, Any], base: str) -> dict[str, object]:
    """Return the body of menu/create; pages are left out when `base` (PUBLIC_URL) is empty."""
    buttons = menu["buttons"]
    if not 1 <= len(buttons) <= _MOST:
        raise MenuRefused(f"menu.yml: one to {_MOST} buttons were expected, came {len(buttons)}")
    return {"button": [_button(button, base) for button in buttons]}


def _button(button: dict[str, Any], base: str) -> dict[str, object]:
    entries = [_entry(entry, base) for entry in button["entries"] if "page" not in entry or base]
    if not 1 <= len(entries) <= _MOST_BELOW:
        raise MenuRefused(
            f"menu.yml, {button['name']}: one to {_MOST_BELOW} entries were expected, came {len(entries)}"
        )
    return {"name": _bounded(button["name"], _NAME_BYTES), "sub_button": entries}


def _entry(entry: dict[str, Any], base: str) -> dict[str, str]:
    name = _bounded(entry["name"], _NAME_BELOW_BYTES)
    if "page" in entry:
        return {"type": "view", "name": name, "url": base + entry["page"]}
    return {"type": "click", "name": name, "key": _bounded(entry["key"], _KEY_BYTES)}


def _bounded(text: str, most: int) -> str:
    if not 0 < len(text.encode()) <= most:
        raise MenuRefused(f"menu.yml, {text}: at most {most} bytes were expected, came {len(text.encode())}")
    return text
