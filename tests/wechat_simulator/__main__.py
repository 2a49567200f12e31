"""`python -m tests.wechat_simulator [--scene]`: an office of its own with a simulated WeChat before it, to talk to."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import httpx

from benchmarks.systems import our_bot, running
from tests.conftest import free_port
from tests.wechat_simulator.judge import Account
from tests.wechat_simulator.office import settings_of
from tests.wechat_simulator.phone import Phone
from tests.wechat_simulator.platform import Platform
from tests.wechat_simulator.play import SceneFailed, booking, play
from tests.wechat_simulator.server import served


def main() -> int:
    """Start everything and talk, or play the scene of a booking; the office is gone afterwards."""
    parser = argparse.ArgumentParser(prog="python -m tests.wechat_simulator", description=__doc__)
    parser.add_argument("--scene", action="store_true", help="play the booking instead of asking what to say")
    parser.add_argument("--mode", choices=["plain", "compatible", "safe"], default="safe")
    chosen = parser.parse_args()
    account, platform = Account(mode=chosen.mode), Platform()
    ports = (free_port(), free_port(), free_port())
    print("starting an office and a WeChat ...", flush=True)
    with tempfile.TemporaryDirectory() as folder, served(platform, free_port()) as api:
        settings = settings_of(account, platform, api)
        log = Path(folder) / "processes.log"
        try:
            with running(our_bot(ports[2]), Path(folder), ports, settings) as office:
                asyncio.run(_talk(account, platform, office.address, scene=chosen.scene))
        except (RuntimeError, SceneFailed) as problem:
            print(f"error: {problem}\n{log.read_text('utf-8')[-2000:]}", file=sys.stderr)
            return 1
        return _judged(platform, log.read_text("utf-8"))


def _judged(platform: Platform, log: str) -> int:
    problems = list(platform.problems)
    problems += [f"{name} stands in the log" for name in (platform.secret, platform.token) if name in log]
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return 1 if problems else 0


async def _talk(account: Account, platform: Platform, address: str, *, scene: bool) -> None:
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
        phone = Phone("oDemoUser0001", account, platform, [client])
        if scene:
            for said, shown in await play(phone, booking()):
                print(f"> {said}\n{shown}\n", flush=True)
            return
        print("You have followed the account. Type, or Ctrl-D to end.\n", flush=True)
        await phone.event("subscribe", {"EventKey": ""})
        seen = 0
        while True:
            for shown in platform.seen[phone.user][seen:]:
                print(f"[{shown.way}] {shown.text}\n", flush=True)
            seen = len(platform.seen[phone.user])
            line = await asyncio.to_thread(sys.stdin.readline)
            if not line:
                return
            await phone.say(line.strip())
            await asyncio.sleep(1.5)  # what a customer message may take


if __name__ == "__main__":
    sys.exit(main())
