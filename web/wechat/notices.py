"""Notices of the platform (subscription notice, template message) for reminders of visits: code, time and hall."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import yaml

from knowledge.blocks import Appointment, Reply


@functools.cache
def rules() -> dict[str, Any]:
    """Return the file of notices."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "notices.yml").read_text("utf-8"))
    return loaded


def notice_of(kind: str, reply: Reply) -> str:
    """Return what a notice of this event would hold, as JSON, or "" if it may not go as one."""
    if kind not in rules()["kinds"]:
        return ""
    visit = next((block for block in reply.blocks if isinstance(block, Appointment)), None)
    if visit is None:
        return ""
    values = {"code": visit.code, "time": f"{visit.date} {visit.start}", "hall": f"{visit.hall} {visit.window}"}
    return json.dumps({rules()["keywords"][name]: value for name, value in values.items()}, ensure_ascii=False)


def data_of(notice: str) -> dict[str, str]:
    """Return the keywords of a notice that `notice_of` made."""
    loaded: dict[str, str] = json.loads(notice)
    return loaded
