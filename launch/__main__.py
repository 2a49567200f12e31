"""`python -m launch run|train`: what `make run` and `make train` do once the environments are there."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from knowledge.settings import ROOT, SettingsError, load_settings
from launch.model import TrainingFailed, model_path, trained
from launch.office import CannotStart, check_ports, check_redis, run
from launch.published import serving


def main() -> int:
    """Run one command; a problem is one line on stderr and exit status 1."""
    parser = argparse.ArgumentParser(prog="python -m launch", description=__doc__)
    parser.add_argument("command", choices=["run", "train"])
    command = parser.parse_args().command
    try:
        settings = load_settings()
        if command == "run":
            check_ports(settings)
            check_redis(settings)
        _say("database and content ...")
        if subprocess.run([sys.executable, "-m", "knowledge", "load"], cwd=ROOT, check=False).returncode:
            return 1
        _say("model is up to date" if model_path().exists() else "training the model (about half a minute) ...")
        began = time.monotonic()
        model = serving(settings) if command == "run" else trained()
        if time.monotonic() - began > 1:
            _say(f"trained in {time.monotonic() - began:.0f} s")
        if command == "train":
            return 0
        _say("starting the processes ...")
        return run(settings, model)
    except (SettingsError, CannotStart, TrainingFailed) as error:
        print(f"error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        pass
    return 1


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
