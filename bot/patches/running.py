"""What Rasa does at every message and need not: a scheduler for a graph in one thread, a search for each event."""

from __future__ import annotations

from types import SimpleNamespace

import dask.core
import rasa.engine.runner.dask
from rasa.shared.core.events import Event

_original_resolve = Event.resolve_by_type
_known: dict[str, type[Event]] = {}


def apply() -> None:
    """Run graphs by dask's plain walk in place of its scheduler; remember which class an event's name means."""
    rasa.engine.runner.dask.dask = SimpleNamespace(get=dask.core.get)
    Event.resolve_by_type = staticmethod(_resolve)


def _resolve(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    found = _known.get(type_name)
    if found is None:
        found = _original_resolve(type_name, default)
        if found is not None and found is not default:
            _known[type_name] = found
    return found
