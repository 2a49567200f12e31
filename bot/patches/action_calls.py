"""Calls of the action server: validated by a validator built once, without the domain, over one kept session.

Stock Rasa checks a constant schema against the meta-schema on every call (20 ms of 29), sends the whole domain each
time, opens a connection each time, and waits five minutes for an answer that `web` gives up after eight seconds.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
import os
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import aiohttp
import rasa.core.actions.action as rasa_action
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

# What the SDK answers when it does not hold the domain of this digest (a code of Microsoft's, "retry with").
MISSING_DOMAIN = 449
# Less than uvicorn's five seconds: the bot lets go of an idle connection before the server does.
KEEP_ALIVE_SECONDS = 3.0
# Less than the eight seconds that `web` waits for the bot, so that a hanging action frees its conversation in time.
TIMEOUT_SECONDS = 6

_with_domain: ContextVar[bool] = ContextVar("with_domain", default=False)
_original_call_format = RemoteAction._action_call_format
_original_run = RemoteAction.run
_original_session = EndpointConfig.session


def apply() -> None:
    """Replace three methods of Rasa and one constant."""
    rasa_action.DEFAULT_REQUEST_TIMEOUT = float(os.environ.get("ACTIONS_TIMEOUT") or TIMEOUT_SECONDS)
    RemoteAction._validate_action_result = _validate_action_result
    RemoteAction._action_call_format = _action_call_format
    RemoteAction.run = _run
    EndpointConfig.session = _session


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Raise `ValidationError` if the answer of the action server has not the shape of one (as Rasa does)."""
    for error in _validator().iter_errors(result):
        raise error
    return True


@functools.cache
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def _action_call_format(self: RemoteAction, tracker: Any, domain: Any) -> dict[str, Any]:
    """Send the digest of the domain in its place, unless the server has just asked for the domain."""
    call: dict[str, Any] = _original_call_format(self, tracker, domain)
    call["domain_digest"] = _digest(domain)
    if not _with_domain.get():
        call.pop("domain", None)
    return call


def _digest(domain: Any) -> str:
    """Give the fingerprint of a domain, worked out once a domain."""
    digest = domain.__dict__.get("_digest_for_actions")
    if digest is None:
        digest = domain.__dict__["_digest_for_actions"] = domain.fingerprint()
    return str(digest)


async def _run(self: RemoteAction, output_channel: Any, nlg: Any, tracker: Any, domain: Any) -> Any:
    """Run the action; if the server lacks the domain (new, restarted, used by another model), repeat once with it."""
    try:
        return await _original_run(self, output_channel, nlg, tracker, domain)
    except RasaException as error:
        cause = error.__cause__
        if not isinstance(cause, ClientResponseError) or cause.status != MISSING_DOMAIN:
            raise
    token = _with_domain.set(True)
    try:
        return await _original_run(self, output_channel, nlg, tracker, domain)
    finally:
        _with_domain.reset(token)


class _Kept:
    """A session that stays open when the `async with` around one request ends."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_error: object) -> None:
        """Keep the session."""


def _session(self: EndpointConfig) -> Any:
    """Give this endpoint's session of the running loop; headers and login are those Rasa would use."""
    loop = asyncio.get_running_loop()
    kept = self.__dict__.get("_kept_session")
    if kept is None or kept[0] is not loop or kept[1].closed:
        session = _original_session(self)
        session._connector._keepalive_timeout = KEEP_ALIVE_SECONDS
        session._cookie_jar = aiohttp.DummyCookieJar()
        kept = self.__dict__["_kept_session"] = (loop, session)
        atexit.register(_close, session.connector)
    return _Kept(kept[1])


def _close(connector: aiohttp.BaseConnector | None) -> None:
    """Close without a loop, at the very end, so that aiohttp does not complain of an unclosed session."""
    close: Callable[[], object] | None = getattr(connector, "close", None)
    if close is not None:
        with contextlib.suppress(RuntimeError):
            close()
