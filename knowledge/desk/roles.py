"""The roles of staff: each may what the ones before it may."""

from __future__ import annotations

from knowledge.models.desk import ROLES


def may(role: str, least: str) -> bool:
    """Tell whether a role may do what needs at least another one."""
    return ROLES.index(role) >= ROLES.index(least)
