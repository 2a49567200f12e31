"""No telemetry, no file in the home directory, no warnings about the insides of Rasa's dependencies."""

from __future__ import annotations

import warnings
from typing import Any

import rasa.telemetry
import rasa.utils.common

_original_filter = rasa.utils.common._filter_warnings


def apply() -> None:
    """Silence what nobody here can act on."""
    # Rasa writes ~/.config/rasa/global.yml even when RASA_TELEMETRY_ENABLED is false: replaced, not only switched off.
    rasa.telemetry.initialize_telemetry = _off
    rasa.telemetry.initialize_error_reporting = _off
    rasa.telemetry.is_telemetry_enabled = _off
    rasa.utils.common._filter_warnings = _filter_warnings
    ignore_deprecations()


def ignore_deprecations() -> None:
    """Ignore deprecations: the versions are pinned, and nobody will update the code that uses them."""
    for kind in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
        warnings.simplefilter("ignore", kind)


def _filter_warnings(log_level: int | None, warn_only_once: bool = True) -> None:
    """Set Rasa's filters, then ours again: libraries that Rasa imports put theirs in front."""
    _original_filter(log_level, warn_only_once)
    ignore_deprecations()


def _off(*_arguments: Any, **_options: Any) -> bool:
    return False
