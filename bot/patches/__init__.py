"""What is mended in Rasa 3.6.21, one file a subject; `apply()` is called by the launcher, once, after the stand-in.

Rasa Open Source has ended with this version. Every patch says what it replaces and why; tests/bot fails when another
version of Rasa makes one of them unneeded or wrong.
"""

from __future__ import annotations

from importlib.metadata import version

RASA_VERSION = "3.6.21"


class WrongRasa(RuntimeError):
    """The installed Rasa is not the one that the patches were written for."""


def apply() -> None:
    """Mend the Rasa of this process; raise `WrongRasa` if it is another version."""
    installed = version("rasa")
    if installed != RASA_VERSION:
        raise WrongRasa(
            f"Rasa {installed} is installed, the patches in bot/patches are for {RASA_VERSION}: read each again."
        )
    from bot.patches import quiet_start

    quiet_start.apply()
    from bot.patches import action_calls, locks, logs, running, training_data

    action_calls.apply()
    locks.apply()
    logs.apply()
    running.apply()
    training_data.apply()
