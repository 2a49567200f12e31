"""Starts the bot with its HTTP interface behind a token: `python -m launch.bot run …` takes what `python -m bot` takes.

The desk reads intents and entities there, and puts another model in place. The token comes from the environment
(BOT_TOKEN) and not from the command line, which every user of the machine may read. Runs in `.venv-bot`.
"""

from __future__ import annotations

import os
import runpy
import sys

_LEAST = 16


def arguments(given: list[str], token: str) -> list[str]:
    """Return the arguments for Rasa; without a token of 16 or more characters the interface stays closed."""
    if given[:1] != ["run"] or len(token) < _LEAST:
        return given
    return [*given, "--enable-api", "--auth-token", token]


if __name__ == "__main__":
    sys.argv[1:] = arguments(sys.argv[1:], os.environ.get("BOT_TOKEN", ""))
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
