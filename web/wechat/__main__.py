"""`python -m web.wechat menu [--dry-run]`: define the menu of the account as menu.yml says."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from knowledge.clock import office_clock
from knowledge.database import connect
from knowledge.logs import start_logging
from knowledge.settings import Settings, settings_or_exit
from web.wechat.channel import make_store
from web.wechat.menu import MenuRefused, platform_menu
from web.wechat.official import OfficialAccount
from web.wechat.words import menu


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a problem is one line on stderr and exit status 1."""
    parser = argparse.ArgumentParser(prog="python -m web.wechat", description=__doc__)
    parser.add_argument("command", choices=["menu"])
    parser.add_argument("--dry-run", action="store_true", help="print the menu and send nothing")
    chosen = parser.parse_args(arguments)
    settings = settings_or_exit()
    start_logging(settings)
    try:
        body = platform_menu(menu(), settings.public_url)
    except MenuRefused as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    if chosen.dry_run:
        print(json.dumps(body, ensure_ascii=False, indent=2))
        return 0
    if not settings.wechat_app_id or not settings.wechat_app_secret.get_secret_value():
        print("error: WECHAT_APP_ID and WECHAT_APP_SECRET are needed", file=sys.stderr)
        return 1
    code = asyncio.run(_send(settings, body))
    if code:
        print(f"error: the platform refused the menu: errcode {code}", file=sys.stderr)
        return 1
    print("the menu is set; apps show it within a day")
    return 0


async def _send(settings: Settings, body: dict[str, object]) -> int:
    engine = connect(settings.database)
    account = OfficialAccount(settings, make_store(settings, engine, office_clock(settings)))
    try:
        return (await account.set_menu(body)).code
    finally:
        await account.close()
        engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
