"""A stand-in for bot and actions that answers each message with a reply naming it, after some seconds of sleep."""

from __future__ import annotations

import asyncio
import json
import sys

import uvicorn
from starlette.types import Receive, Scope, Send


class Bot:
    """Rasa's REST channel; the first question of `make run`'s check is answered at once."""

    def __init__(self, sleep: float) -> None:
        self._sleep = sleep
        self._heard = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        answer: object = []
        if scope["method"] == "POST":
            self._heard += 1
            if self._heard > 1:
                await asyncio.sleep(self._sleep)
            said = f"答复：{json.loads(body)['message']}"
            answer = [{"custom": {"status": "answered", "blocks": [{"type": "text", "text": said}]}}]
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


def main() -> None:
    """Serve on a port: `python -m benchmarks.channels_bot PORT SECONDS`."""
    port, sleep = int(sys.argv[1]), float(sys.argv[2])
    uvicorn.run(Bot(sleep), host="127.0.0.1", port=port, log_level="warning", lifespan="off")


if __name__ == "__main__":
    main()
