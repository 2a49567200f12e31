"""The bot's HTTP interface is open only behind a token."""

from __future__ import annotations

import pytest

from knowledge.secret import bot_token
from knowledge.settings import Settings
from launch.bot import arguments
from launch.office import environment


def test_the_interface_opens_behind_the_token() -> None:
    token = "t" * 16
    assert arguments(["run", "--quiet"], token) == ["run", "--quiet", "--enable-api", "--auth-token", token]


@pytest.mark.parametrize(("given", "token"), [(["run"], ""), (["run"], "short"), (["train"], "t" * 16), ([], "t" * 16)])
def test_without_a_good_token_or_for_another_command_it_stays_closed(given: list[str], token: str) -> None:
    assert arguments(given, token) == given


def test_web_and_bot_share_a_token_that_is_not_the_secret_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("var")
    settings = Settings(var_dir=folder)
    made = environment(settings, folder / "m.tar.gz")["BOT_TOKEN"]
    assert made == bot_token(Settings(var_dir=folder)) and len(made) >= 16
    assert made not in (folder / "secret_key.hex").read_text()
    assert bot_token(Settings(var_dir=folder, bot_token="given-by-the-office")) == "given-by-the-office"
