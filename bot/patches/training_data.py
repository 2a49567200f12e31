"""Training data of many sentences in little time: Rasa reads every file five times and copies all of it at every merge.

Measured with 14,000 sentences: see docs/performance.md, "Training". What is read and copied stays the same.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from rasa.shared.nlu.training_data import loading
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_original_set = Message.set
_original_load = loading._load
_read: dict[tuple[str, str | None], tuple[tuple[int, int], TrainingData | None]] = {}


def apply() -> None:
    """Replace what reads, copies and compares messages by the same in less time."""
    Message.__deepcopy__ = _copied
    Message.set = _set
    loading._load = _load


def _copied(self: Message, memo: dict[int, Any]) -> Message:
    """Copy a message: plain strings are shared, and what was computed of the data is kept with them."""
    twin: Message = self.__class__.__new__(self.__class__)
    twin.__dict__.update(self.__dict__)
    twin.data = {key: one if type(one) is str else copy.deepcopy(one, memo) for key, one in self.data.items()}
    twin.features = copy.deepcopy(self.features, memo) if self.features else []
    twin.output_properties = set(self.output_properties)
    return twin


def _set(self: Message, prop: str, info: Any, add_to_output: bool = False) -> None:
    """Set a property; the same string once more changes nothing, so that the fingerprint stays."""
    if type(info) is str and not add_to_output and self.data.get(prop) == info:
        return
    _original_set(self, prop, info, add_to_output)


def _load(filename: str, language: str | None = "en") -> TrainingData | None:
    """Read a file once, as long as it stays as it is; whoever gets the data merges them, which copies."""
    state = Path(filename).stat()
    stamp = (state.st_mtime_ns, state.st_size)
    key = (str(Path(filename).resolve()), language)
    known = _read.get(key)
    if known is None or known[0] != stamp:
        known = _read[key] = (stamp, _original_load(filename, language))
    return copy.deepcopy(known[1])
