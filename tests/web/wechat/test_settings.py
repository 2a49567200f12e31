"""Settings of the channels, and the command that sends the menu."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.database import migrate
from knowledge.settings import Settings, load_settings
from tests.conftest import free_port
from tests.wechat_simulator.platform import Platform
from tests.wechat_simulator.server import served
from web.wechat.__main__ import main

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
WHOLE = {
    "wechat_token": "t", "wechat_app_id": "wxdemo0123456789ab", "wechat_app_secret": "s", "wechat_aes_key": KEY
}  # fmt: skip
PRODUCTION = {"app_env": "production", "secret_key": "x" * 32, "contact_key": "y" * 32}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"wechat_app_id": ""}, "WECHAT_APP_ID"),
        ({"wechat_aes_key": ""}, "WECHAT_AES_KEY"),
        ({"wechat_aes_key": "too-short"}, "43 characters"),
        ({"wechat_app_secret": ""}, "WECHAT_CUSTOMER_MESSAGES"),
        ({**PRODUCTION, "wechat_mode": "plain"}, "must be safe"),
        ({**PRODUCTION, "wechat_mode": "compatible"}, "must be safe"),
        ({"public_url": "office.example.cn"}, "https://"),
        ({"wecom_corp_id": "ww1"}, "WECOM_SECRET"),
    ],
)
def test_half_a_channel_is_refused(changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Settings(**{**WHOLE, **changed})


def test_a_whole_channel_is_taken_in_production() -> None:
    assert Settings(**{**WHOLE, **PRODUCTION}).wechat_on


def test_without_customer_messages_no_secret_is_needed() -> None:
    assert Settings(**{**WHOLE, "wechat_app_secret": "", "wechat_customer_messages": False}).wechat_on


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An environment with a whole channel and a database of its own."""
    migrate(f"sqlite:///{tmp_path}/office.sqlite3")
    for name, value in {**WHOLE, "database_url": f"sqlite:///{tmp_path}/office.sqlite3", "var_dir": tmp_path}.items():
        monkeypatch.setenv(name.upper(), str(value))
    load_settings.cache_clear()
    monkeypatch.setattr("web.wechat.__main__.settings_or_exit", load_settings)
    yield monkeypatch
    load_settings.cache_clear()


def test_the_menu_is_sent_to_the_platform(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    platform = Platform(secret="s")
    with served(platform, free_port()) as api:
        environment.setenv("WECHAT_API_URL", api)
        assert main(["menu"]) == 0
    assert platform.menu is not None
    assert len(platform.menu["button"]) == 3
    assert "the menu is set" in capsys.readouterr().out


def test_a_refused_menu_is_one_line(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    platform = Platform(secret="s", always={"/cgi-bin/menu/create": 48001})
    with served(platform, free_port()) as api:
        environment.setenv("WECHAT_API_URL", api)
        assert main(["menu"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "error: the platform refused the menu: errcode 48001"


def test_the_menu_can_be_looked_at_first(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["menu", "--dry-run"]) == 0
    assert len(json.loads(capsys.readouterr().out)["button"]) == 3
