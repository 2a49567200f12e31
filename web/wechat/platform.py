"""The API of the platform: one call, its answer as a reaction; a refused token is renewed once a call, never more."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any

import httpx

from web.wechat.errors import Reaction, reaction_to
from web.wechat.token import Fetched, NoToken, Tokens

logger = logging.getLogger(__name__)
# Seconds to connect and to read (specification, section 8).
TIMEOUT = httpx.Timeout(5.0, connect=3.0)
_BUSY = -1


@dataclass(frozen=True)
class Answered:
    """What a call came to: the reaction and the body."""

    reaction: Reaction
    code: int
    body: dict[str, Any]


class Platform:
    """Calls with the account's token; `client` has the platform's address as its base."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.tokens: Tokens | None = None

    async def call(self, path: str, body: dict[str, Any]) -> Answered:
        """Post JSON under the token; a token that is refused is renewed once and the call made once more."""
        if self.tokens is None:
            raise RuntimeError("a platform without tokens can only be asked for one")
        try:
            token = await self.tokens.current()
            answered = await self._post(path, token, body)
            if answered.reaction == "renew":
                token = await self.tokens.renewed(token)
                answered = await self._post(path, token, body)
        except NoToken as problem:
            logger.error("%s", problem)
            return Answered("busy" if problem.code == _BUSY else "failed", problem.code, {})
        if answered.reaction == "renew":
            return Answered("failed", answered.code, answered.body)
        return answered

    async def _post(self, path: str, token: str, body: dict[str, Any]) -> Answered:
        got = await self.ask("POST", path, {"access_token": token}, body)
        code = got.get("errcode", 0)
        answered = Answered(reaction_to(code) if isinstance(code, int) else "failed", code, got)
        if answered.reaction not in ("sent", "renew", "busy"):
            # `errmsg` may quote what was sent; number and rid are all that support asks for.
            logger.warning("%s answered errcode %s %s", path, code, _rid(got))
        return answered

    async def ask(
        self, method: str, path: str, query: dict[str, str], body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Make one call; whatever is no answer in time and in JSON counts as busy."""
        # Characters as they are: the platform refuses \\u escapes (40033).
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        headers = {"Content-Type": "application/json; charset=utf-8"} if body is not None else {}
        try:
            response = await self._client.request(method, path, params=query, content=content, headers=headers)
            got = response.json()
        except httpx.HTTPError as problem:
            logger.warning("%s: %s", path, type(problem).__name__)
            return {"errcode": _BUSY}
        except ValueError:
            logger.warning("%s: no JSON came", path)
            return {"errcode": _BUSY}
        return got if isinstance(got, dict) else {"errcode": _BUSY}


def fetched(got: dict[str, Any]) -> Fetched:
    """Return the token of an answer; raise `NoToken`."""
    token, seconds = got.get("access_token"), got.get("expires_in")
    if not isinstance(token, str) or not isinstance(seconds, int):
        code = got.get("errcode", _BUSY)
        raise NoToken(code if isinstance(code, int) else _BUSY)
    return Fetched(token, seconds)


def _rid(got: dict[str, Any]) -> str:
    _, _, rid = str(got.get("errmsg", "")).partition("rid: ")
    return f"rid {rid[:40]}" if rid.replace("-", "").isalnum() else ""
