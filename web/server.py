"""The server process: open streams end before the server waits for its requests to finish."""

from __future__ import annotations

import socket

import uvicorn

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
    """Serve until told to stop."""
    start_logging(settings)
    app = make_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.web_port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=int(settings.bot_timeout) + _BESIDE_THE_BOT_SECONDS,
    )
    Server(config, app.state.desk.streams).run()
