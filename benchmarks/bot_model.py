"""The trained project model inside the bot's environment: what it makes of a sentence, without a server."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from bot import no_tensorflow

MODELS = Path(__file__).resolve().parents[1] / "models"


class BotModel:
    """Rasa's graph of the newest model, or of the one named; one message at a time, on one thread."""

    def __init__(self, path: Path | None = None) -> None:
        path = path or newest()
        # The embedding library reads this once, when it is loaded: figures are for one core.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
        os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
        warnings.simplefilter("ignore")
        no_tensorflow.install()
        from bot import patches

        patches.apply()
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)
        logging.disable(logging.WARNING)

        self._loop = asyncio.new_event_loop()
        self._agent = Agent.load(str(path))
        self.path = path

    def parse(self, text: str) -> tuple[dict[str, Any], float]:
        """Return what the bot makes of a sentence, and the milliseconds it took."""
        began = time.perf_counter()
        parsed: dict[str, Any] = self._loop.run_until_complete(self._agent.parse_message(text))
        return parsed, 1000 * (time.perf_counter() - began)


def newest() -> Path:
    """Return the model that was trained last; exit with a line if there is none."""
    found = sorted(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not found:
        print("error: no trained model in models/: run `make train` first", file=sys.stderr)
        raise SystemExit(2)
    return found[-1]
