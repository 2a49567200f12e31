"""The server process: open streams end before the server waits for its requests to finish."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from knowledge.logs import start_logging
from knowledge.settings import Settings
from web.app import make_app
from web.streams import Streams

# An answer takes at most as long as the bot may; then the process goes, whoever still waits.
_BESIDE_THE_BOT_SECONDS = 5


class Server(uvicorn.Server):
    """A server that tells its streams of the end."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then stop."""
        self._streams.close()
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Serve until told to stop; the desk on a listener of its own if the settings say so."""
    start_logging(settings)
    app = make_app(settings)
    streams = app.state.desk.streams
    servers = [Server(_config(app, settings, settings.host, settings.web_port), streams)]
    if settings.desk_listener is not None:
        desk = _config(app.state.staff, settings, settings.desk_host, settings.desk_listener)
        servers.append(Server(desk, streams))
    with suppress(KeyboardInterrupt):
        asyncio.run(_all(servers), loop_factory=servers[0].config.get_loop_factory())


def _config(app: FastAPI, settings: Settings, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=int(settings.bot_timeout) + _BESIDE_THE_BOT_SECONDS,
    )


async def _all(servers: list[Server]) -> None:
    """Serve on every listener; when one stops, all do."""
    running = [asyncio.create_task(server.serve()) for server in servers]
    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*running)
