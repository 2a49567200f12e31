"""The launcher: `python -m bot run|train|test|shell ...` is Rasa's command line, without TensorFlow and mended."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

from bot import no_tensorflow

# What endpoints.yml names must be set. These are the defaults on one machine; docs/operations.md describes each.
_DATABASE = os.environ.get("DATABASE_URL", "")
_FILE = f"sqlite:///{os.environ.get('VAR_DIR') or 'var'}/tracker.sqlite3"
DEFAULTS = {
    "ACTIONS_PORT": "5055",
    "BOT_TRACKER_URL": _DATABASE if _DATABASE.startswith("postgres") else _FILE,
    "REDIS_URL": "",
    # Never report to anyone; and one line instead of a page about SQLAlchemy 2.
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # Threads that wait by spinning take the processor from everything else on a small machine (a sentence embedded in
    # 17 ms took 100 to 400 ms); read once, by whichever library loads OpenMP first.
    "OMP_WAIT_POLICY": "PASSIVE",
    # Progress bars fill a log file with carriage returns.
    "TQDM_DISABLE": "1",
}
# Linear algebra on a sentence gains nothing from threads, and loses to the other processes of the machine.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def main() -> None:
    """Prepare the process, then hand the arguments to Rasa's command line."""
    training = sys.argv[1:2] == ["train"]
    for name, value in {**DEFAULTS, **({} if training else ONE_THREAD)}.items():
        if not os.environ.get(name):
            os.environ[name] = value
    root = str(Path(__file__).resolve().parent.parent)
    if root not in sys.path:
        sys.path.insert(0, root)

    # What is imported from here on warns of its own old age before the patches can silence it.
    warnings.simplefilter("ignore")
    no_tensorflow.install()
    from bot import patches

    patches.apply()
    from rasa.__main__ import main as rasa_main

    sys.argv[0] = "python -m bot"
    rasa_main()


if __name__ == "__main__":
    main()
