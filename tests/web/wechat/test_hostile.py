"""Malformed callbacks and calls of the API: none answers 5xx, and the office goes on (20,000: benchmarks.channels)."""

from __future__ import annotations

from benchmarks.channels_hostile import Hostile, attack
from tests.web.wechat.conftest import RunScene, World


def test_nothing_malformed_is_answered_by_an_error_of_ours(run_here: RunScene) -> None:
    async def scene(world: World) -> None:
        assert await attack(world.clients[0], world.account, 300) == Hostile(150, 150, 0, alive=True)

    run_here(scene, mode="safe", rate_limit="100000/minute")
