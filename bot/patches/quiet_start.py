"""No telemetry, no file in the home directory, no warnings about the insides of Rasa's dependencies."""

from __future__ import annotations

import warnings

# Warnings of these kinds speak to the authors of libraries; ours (tests turn them into errors) come from our own modules.
_FOREIGN = ("rasa", "sanic", "sanic_cors", "sanic_jwt", "matplotlib", "sqlalchemy", "pkg_resources", "thinc", "spacy", "jieba")


def apply() -> None:
    """Silence what nobody here can act on; must run before Rasa's modules are imported."""
    for name in _FOREIGN:
        for kind in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
            warnings.filterwarnings("ignore", category=kind, module=rf"{name}(\.|$)")
    import rasa.telemetry

    # Rasa writes ~/.config/rasa/global.yml even when RASA_TELEMETRY_ENABLED is false: replaced, not only switched off.
    rasa.telemetry.initialize_telemetry = _nothing
    rasa.telemetry.initialize_error_reporting = _nothing
    rasa.telemetry.is_telemetry_enabled = _nothing


def _nothing(*_arguments: object, **_options: object) -> bool:
    return False
