"""The desk has a listener of its own when DESK_PORT says so, and vanishes from the public one."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from knowledge.settings import ROOT, Settings
from tests.conftest import free_port
from tests.web.conftest import MakeSite


@pytest.mark.parametrize("path", ["/desk", "/desk/", "/desk/sign-in", "/desk/static/desk.css", "/metrics"])
def test_with_a_port_of_its_own_the_desk_is_not_on_the_public_one(make_site: MakeSite, path: str) -> None:
    with make_site(desk_port=8161) as site:
        assert site.client.get(path).status_code == 404
    with make_site() as site:
        assert site.client.get(path).status_code in (200, 303, 307)


def test_production_never_shows_the_desk_on_the_public_port() -> None:
    made = Settings(app_env="production", secret_key="k" * 40, contact_key="c" * 40, office_now=None)  # type: ignore[arg-type]
    assert made.desk_listener == 8001
    assert Settings(app_env="development", office_now=None).desk_listener is None


def test_one_process_serves_both_listeners_and_stops_them_together(database: Path, tmp_path: Path) -> None:
    public, desk = free_port(), free_port()
    environment = {
        "DATABASE_URL": f"sqlite:///{database}", "VAR_DIR": str(tmp_path), "WEB_PORT": str(public),
        "DESK_PORT": str(desk), "PATH": "/usr/bin",
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "web"], cwd=ROOT, env=environment)
    try:
        client = httpx.Client(trust_env=False)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if client.get(f"http://127.0.0.1:{desk}/desk/sign-in").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.2)
        assert client.get(f"http://127.0.0.1:{desk}/metrics").status_code == 200
        assert client.get(f"http://127.0.0.1:{desk}/api/receipts/PZ1").status_code == 404
        assert client.get(f"http://127.0.0.1:{public}/healthz").status_code == 200
        assert client.get(f"http://127.0.0.1:{public}/desk/sign-in").status_code == 404
        client.close()
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) in (0, -signal.SIGTERM)
