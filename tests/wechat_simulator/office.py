"""The settings of an office whose WeChat is the simulator."""

from __future__ import annotations

from tests.wechat_simulator.judge import Account
from tests.wechat_simulator.platform import Platform


def settings_of(account: Account, platform: Platform, api: str, **more: str) -> dict[str, str]:
    """Return the environment of an office that takes `api` for the platform."""
    return {
        "WECHAT_TOKEN": account.token,
        "WECHAT_APP_ID": account.app_id,
        "WECHAT_APP_SECRET": platform.secret,
        "WECHAT_MODE": account.mode,
        "WECHAT_AES_KEY": account.aes_keys[0],
        "WECHAT_API_URL": api,
        **more,
    }
