"""The callback of 微信客服: it says that there is something, which then is pulled and answered by the courier."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from web.failures import reference_of
from web.wechat.cipher import Forged
from web.wechat.deadline import Deadline
from web.wechat.incoming import Incoming
from web.wechat.store import Store
from web.wechat.wecom import CustomerService, KfEnvelope, failed_message, note_failure, read_pulled


class Puller:
    """Pulls what a callback announced and has it answered, each message once."""

    def __init__(self, service: CustomerService, deadline: Deadline, store: Store) -> None:
        self._service, self._deadline, self._store = service, deadline, store
        self._tasks: set[asyncio.Task[None]] = set()

    def announce(self, account: str, token: str) -> None:
        """Pull the messages of a service account beside the callback."""
        self._aside(self._pull(account, token))

    async def close(self, patience: float) -> None:
        """Let what is being pulled and answered come to its end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        await self._service.close()

    async def _pull(self, account: str, token: str) -> None:
        try:
            rows = await self._service.pull(account, token)
        except Exception as problem:
            reference_of(problem)
            return
        for row in rows:
            try:
                await self._take(row)
            except Exception as problem:  # the others are not pulled again
                reference_of(problem)

    async def _take(self, row: dict[str, Any]) -> None:
        number, incoming = failed_message(row), read_pulled(row)
        if number is not None:
            await note_failure(self._store, number)
        if incoming is not None:
            await self._answer(incoming)

    async def _answer(self, incoming: Incoming) -> None:
        # In order for each user: the core takes one message of a conversation at a time anyway.
        await self._deadline.answer_later(incoming)

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def wecom_router(envelope: KfEnvelope, puller: Puller) -> APIRouter:
    """Return the paths of 微信客服."""
    router = APIRouter()

    @router.get("/wecom")
    async def verify(request: Request) -> Response:
        try:
            return PlainTextResponse(envelope.echo(request.query_params))
        except Forged:
            return Response(status_code=403)

    @router.post("/wecom")
    async def announced(request: Request) -> Response:
        try:
            found = envelope.open(request.query_params, await request.body())
        except Forged:
            return Response(status_code=403)
        if found.get("Event") == "kf_msg_or_event" and found.get("OpenKfId"):
            puller.announce(found["OpenKfId"], found.get("Token", ""))
        return PlainTextResponse("success")

    return router
