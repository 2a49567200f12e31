"""`python -m benchmarks.channels [--json FILE]`: web and WeChat at once, each message counted, then what is malformed.

Applicants on the page and simulated WeChat users talk with some seconds of thought between messages while a share of
the WeChat messages is delivered twice. Counted: answers shown twice, answers lost, the share of passive replies inside
4.5 s, latencies. Then the bot sleeps for ten seconds and every user must still get one answer. Then malformed callbacks
and calls of the API: nothing may answer 5xx, and a good message must still be answered.

The bot is a stand-in that answers at once (`--bot real` takes the model): what is measured is the channel.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.channels_hostile import Hostile, attack
from benchmarks.systems import our_bot, running
from benchmarks.table import show, write
from tests.conftest import free_port
from tests.wechat_simulator.judge import Account
from tests.wechat_simulator.office import settings_of
from tests.wechat_simulator.phone import Delivery, Phone
from tests.wechat_simulator.platform import Platform
from tests.wechat_simulator.server import served

IN_TIME = 4.5
_SETTLE = 25.0
_chance = random.Random(20261124)  # noqa: S311  (the same conversations in every run)


@dataclass(frozen=True)
class Plan:
    """How much of it."""

    web: int
    wechat: int
    seconds: float
    thought: float
    again: float
    hostile: int
    real: bool


@dataclass
class Counts:
    """What happened; times in seconds."""

    web_sent: int = 0
    web_failed: int = 0
    web_took: list[float] = field(default_factory=list)
    wechat_sent: int = 0
    duplicates: int = 0
    lost: int = 0
    passive: list[float] = field(default_factory=list)


async def _page(client: httpx.AsyncClient, counts: Counts, plan: Plan, until: float) -> None:
    token = (await client.post("/api/chat/sessions")).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    await asyncio.sleep(_chance.uniform(0, plan.thought))
    while time.monotonic() < until:
        counts.web_sent += 1
        body, began = {"id": uuid.uuid4().hex, "text": f"问题{counts.web_sent}"}, time.monotonic()
        try:
            response = await client.post("/api/chat/messages", json=body, headers=headers)
            counts.web_failed += response.status_code != httpx.codes.OK or response.json()["status"] == "failed"
        except httpx.HTTPError:
            counts.web_failed += 1
        counts.web_took.append(time.monotonic() - began)
        await asyncio.sleep(_chance.uniform(0.5, 1.5) * plan.thought)


async def _user(phone: Phone, counts: Counts, plan: Plan, until: float) -> None:
    await asyncio.sleep(_chance.uniform(0, plan.thought))
    while time.monotonic() < until:
        counts.wechat_sent += 1
        await _message(phone, again=_chance.random() < plan.again)
        await asyncio.sleep(_chance.uniform(0.5, 1.5) * plan.thought)


async def _message(phone: Phone, *, again: bool) -> None:
    """Send a question; `again`: the platform delivers it once more although it was answered, and shows nothing new."""
    number = str(_chance.randrange(10**17, 10**18))
    # Letters: a long number would be covered as personal data.
    question = "".join(_chance.choices("abcdefghkmnp", k=12))
    values = {"MsgType": "text", "Content": f"{question}的问题", "MsgId": number}
    phone.platform.message_came(phone.user)
    moment = int(time.time())
    first = await phone.deliver(values, moment)
    if again:
        try:
            repeated = await asyncio.wait_for(phone.post(phone.document(values, moment)), phone.delivery.timeout)
        except TimeoutError:
            return
        if repeated and repeated != first:  # another text than before would be shown besides
            phone.platform.show(phone.user, repeated, "passive")


async def _talk(office: str, platform: Platform, plan: Plan, counts: Counts, seconds: float) -> list[Phone]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=plan.web + plan.wechat)
    async with httpx.AsyncClient(base_url=office, timeout=60, trust_env=False, limits=limits) as client:
        account = Account(mode="safe")
        phones = [Phone(f"oDemoUser{n:05}", account, platform, [client], Delivery()) for n in range(plan.wechat)]
        until = time.monotonic() + seconds
        await asyncio.gather(
            *(_page(client, counts, plan, until) for _ in range(plan.web)),
            *(_user(phone, counts, plan, until) for phone in phones),
        )
    return phones


async def _settled(platform: Platform, sent: int, patience: float) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and sum(len(seen) for seen in platform.seen.values()) < sent:  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    await asyncio.sleep(2.0)  # for what would be too many


def _count(platform: Platform, counts: Counts, phones: list[Phone]) -> None:
    """Compare what each user was shown with what he asked: the stand-in's answer names the question."""
    for phone in phones:
        counts.passive += phone.delivery.answered
    shown = sum(len(seen) for seen in platform.seen.values())
    counts.lost = max(0, counts.wechat_sent - shown)
    counts.duplicates = max(0, shown - counts.wechat_sent)
    told = [(user, seen.text) for user, every in platform.seen.items() for seen in every if "的问题" in seen.text]
    counts.duplicates = max(counts.duplicates, len(told) - len(set(told)))


@contextmanager
def _office(plan: Plan, settings: dict[str, str], sleep: float) -> Iterator[str]:
    ports = (free_port(), free_port(), free_port())
    stand_in = [sys.executable, "-m", "benchmarks.channels_bot", str(ports[2]), str(sleep)]
    with tempfile.TemporaryDirectory() as folder:
        more = {**settings, "BOT_TIMEOUT": "30"}
        bot = our_bot(ports[2]) if plan.real else stand_in
        with running(bot, Path(folder), ports, more) as office:
            yield office.address


def measure(plan: Plan) -> dict[str, dict[str, Any]]:
    """Measure everything and return the figures."""
    figures: dict[str, dict[str, Any]] = {}
    account = Account(mode="safe")
    for name, sleep, seconds in (("talk", 0.0, plan.seconds), ("bot_sleeps_10_s", 10.0, 0.0)):
        platform, counts = Platform(quota=True), Counts()
        with served(platform, free_port()) as api:
            settings = settings_of(account, platform, api)
            with _office(plan, settings, sleep) as office:
                figures[name] = asyncio.run(_round(office, platform, plan, counts, seconds))
                if name == "talk" and plan.hostile:
                    figures["hostile"] = _hostile(asyncio.run(_attack(office, account, plan.hostile)))
    return figures


async def _round(office: str, platform: Platform, plan: Plan, counts: Counts, seconds: float) -> dict[str, Any]:
    if seconds:
        phones = await _talk(office, platform, plan, counts, seconds)
    else:
        phones = await _all_at_once(office, platform, plan, counts)
    await _settled(platform, counts.wechat_sent, _SETTLE)
    _count(platform, counts, phones)
    late = sum(seen.way == "customer" for every in platform.seen.values() for seen in every)
    return {
        "web_messages": counts.web_sent, "web_failed": counts.web_failed, **_times("web", counts.web_took),
        "wechat_messages": counts.wechat_sent, "duplicates": counts.duplicates, "lost": counts.lost,
        "late_as_customer_message": late, **_times("wechat", counts.passive),
        "share_inside_4_5_s": sum(took <= IN_TIME for took in counts.passive) / max(1, counts.wechat_sent),
        "problems": len(platform.problems),
    }  # fmt: skip


async def _all_at_once(office: str, platform: Platform, plan: Plan, counts: Counts) -> list[Phone]:
    """Every user asks once, all within a second; the bot sleeps."""
    async with httpx.AsyncClient(base_url=office, timeout=60, trust_env=False, limits=httpx.Limits()) as client:
        account = Account(mode="safe")
        phones = [Phone(f"oDemoUser{n:05}", account, platform, [client], Delivery()) for n in range(plan.wechat)]

        async def ask(phone: Phone) -> None:
            await asyncio.sleep(_chance.uniform(0, 1))
            counts.wechat_sent += 1
            await _message(phone, again=False)

        await asyncio.gather(*(ask(phone) for phone in phones))
    return phones


async def _attack(office: str, account: Account, count: int) -> Hostile:
    async with httpx.AsyncClient(base_url=office, timeout=60, trust_env=False) as client:
        return await attack(client, account, count)


def _hostile(found: Hostile) -> dict[str, Any]:
    return {
        "callbacks": found.callbacks, "api_calls": found.calls, "answers_5xx": found.errors,
        "answered_afterwards": found.alive,
    }  # fmt: skip


def _times(name: str, took: list[float]) -> dict[str, float]:
    if len(took) < 2:
        return {}
    cuts = statistics.quantiles(took, n=100)
    return {f"{name}_p50_ms": statistics.median(took) * 1000, f"{name}_p99_ms": cuts[98] * 1000}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.channels", description=__doc__)
    parser.add_argument("--json", type=Path, default=None, help="write the figures here too")
    parser.add_argument("--web", type=int, default=200, help="conversations on the page")
    parser.add_argument("--wechat", type=int, default=200, help="WeChat users")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--thought", type=float, default=8.0, help="seconds between two messages of one applicant")
    parser.add_argument("--again", type=float, default=0.05, help="share of WeChat messages that are delivered twice")
    parser.add_argument("--hostile", type=int, default=20_000, help="malformed callbacks and calls together")
    parser.add_argument("--bot", choices=["stand-in", "real"], default="stand-in")
    chosen = parser.parse_args()
    plan = Plan(
        chosen.web, chosen.wechat, chosen.seconds, chosen.thought, chosen.again, chosen.hostile, chosen.bot == "real"
    )
    figures = measure(plan)
    for name, part in figures.items():
        show(name, {name: part})
    write(chosen.json, figures)


if __name__ == "__main__":
    main()
