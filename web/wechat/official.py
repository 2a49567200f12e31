"""The Official Account's side of sending: customer messages, notices, its token and its menu."""

from __future__ import annotations

from typing import Any

import httpx

from knowledge.settings import Settings
from web.wechat.platform import TIMEOUT, Answered, Platform, fetched
from web.wechat.store import Store
from web.wechat.token import Fetched, Tokens


class OfficialAccount:
    """Sends for an Official Account."""

    def __init__(self, settings: Settings, store: Store, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.name = settings.wechat_app_id
        self._secret = settings.wechat_app_secret
        self._client = httpx.AsyncClient(
            base_url=settings.wechat_api_url, timeout=TIMEOUT, trust_env=False, transport=transport
        )
        self.platform = Platform(self._client)
        self.platform.tokens = Tokens(store, self.name, self._fetch)

    async def send(self, _account: str, user: str, text: str, _message: str) -> Answered:
        """Send a text as a customer message; `user` is the OpenID."""
        body = {"touser": user, "msgtype": "text", "text": {"content": text}}
        return await self.platform.call("/cgi-bin/message/custom/send", body)

    async def template(self, user: str, template: str, link: str, data: dict[str, str]) -> Answered:
        """Send a template message."""
        values = {name: {"value": value} for name, value in data.items()}
        body = {"touser": user, "template_id": template, "url": link, "data": values}
        return await self.platform.call("/cgi-bin/message/template/send", body)

    async def subscription(self, user: str, template: str, link: str, data: dict[str, str]) -> Answered:
        """Send a subscription notice."""
        values = {name: {"value": value} for name, value in data.items()}
        body = {"touser": user, "template_id": template, "page": link, "data": values}
        return await self.platform.call("/cgi-bin/message/subscribe/bizsend", body)

    async def set_menu(self, menu: dict[str, Any]) -> Answered:
        """Define the menu of the account."""
        return await self.platform.call("/cgi-bin/menu/create", menu)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _fetch(self, force: bool) -> Fetched:
        body = {
            "grant_type": "client_credential",
            "appid": self.name,
            "secret": self._secret.get_secret_value(),
            "force_refresh": force,
        }
        return fetched(await self.platform.ask("POST", "/cgi-bin/stable_token", {}, body))
