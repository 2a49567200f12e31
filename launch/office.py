"""The running office: free ports, the processes of the Procfile, and whether it answers."""

from __future__ import annotations

import errno
import os
import socket
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import redis
from honcho.environ import parse_procfile
from honcho.manager import Manager

from knowledge.secret import bot_token
from knowledge.settings import ROOT, Settings

FIRST_QUESTION = "两江英才荟是什么"
_PATIENCE_SECONDS = 90
_REDIS_SECONDS = 3


class CannotStart(RuntimeError):
    """Something that the office needs cannot be had; the message says what, and what to set."""


def check_ports(settings: Settings) -> None:
    """Raise `CannotStart` if one of the ports cannot be had."""
    asked: set[int] = set()
    wanted = [
        ("WEB_PORT", settings.host, settings.web_port),
        ("BOT_PORT", "127.0.0.1", settings.bot_port),
        ("ACTIONS_PORT", "127.0.0.1", settings.actions_port),
    ]
    if settings.desk_listener is not None:
        wanted.append(("DESK_PORT", settings.desk_host, settings.desk_listener))
    for name, host, port in wanted:
        if port in asked:
            raise CannotStart(f"port {port} is asked for twice: set {name} to another one")
        asked.add(port)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CannotStart(_why_not(error, host, port, name)) from None


def _why_not(error: OSError, host: str, port: int, name: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken ({error.strerror}): stop what uses it, or set {name}"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used ({error.strerror}): set {name} to 1024 or more"
    return f"HOST {host} is no address of this machine ({error.strerror}): set HOST"


def check_redis(settings: Settings) -> None:
    """Raise `CannotStart` if a Redis is asked for and does not answer."""
    if not settings.redis_url:
        return
    client = redis.Redis.from_url(
        settings.redis_url, socket_connect_timeout=_REDIS_SECONDS, socket_timeout=_REDIS_SECONDS, retry=None
    )
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        kind = type(error).__name__
        raise CannotStart(
            f"the Redis of REDIS_URL does not answer ({kind}): start it, or set or unset REDIS_URL"
        ) from None
    finally:
        client.close()


def environment(settings: Settings, model: Path) -> dict[str, str]:
    """Return what all processes find in their environment; the office's clock starts once, for all."""
    return {
        **os.environ,
        "BOT_MODEL": str(model),
        "BOT_TOKEN": bot_token(settings),
        "WEB_PORT": str(settings.web_port),
        "BOT_PORT": str(settings.bot_port),
        "ACTIONS_PORT": str(settings.actions_port),
        "VAR_DIR": str(settings.var_dir),
        "OFFICE_CLOCK_STARTED": datetime.now(UTC).isoformat(),
        "PYTHONUNBUFFERED": "1",
    }


def run(settings: Settings, model: Path) -> int:
    """Run the processes until one ends or Ctrl-C; return the exit status."""
    manager = Manager()
    processes = parse_procfile((ROOT / "Procfile").read_text("utf-8")).processes
    for name, command in processes.items():
        manager.add_process(name, command, cwd=str(ROOT), env=environment(settings, model), quiet=False)
    answered = threading.Event()
    threading.Thread(target=_announce, args=(settings, manager, answered), daemon=True).start()
    manager.loop()
    return int(manager.returncode or 0) if answered.is_set() else 1


def _announce(settings: Settings, manager: Manager, answered: threading.Event) -> None:
    address = f"http://{settings.host}:{settings.web_port}"
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE_SECONDS:
        if first_answer(address):
            answered.set()
            print(
                f"ready: {address}/chat  (first answer after {time.monotonic() - began:.1f} s; Ctrl-C stops all)",
                flush=True,
            )
            return
        time.sleep(0.2)
    print("error: no first answer came; see the lines of the processes above", file=sys.stderr, flush=True)
    manager.terminate()


def first_answer(address: str) -> bool:
    """Tell whether the office gives a real reply to a real question at this address; its content may not know it."""
    try:
        with httpx.Client(base_url=address, timeout=10, trust_env=False) as client:
            if client.get("/readyz").status_code != httpx.codes.OK:
                return False
            token = client.post("/api/chat/sessions").json()["token"]
            body = {"id": "first", "text": FIRST_QUESTION}
            reply = client.post("/api/chat/messages", json=body, headers={"Authorization": f"Bearer {token}"})
            return bool(reply.json().get("status", "failed") != "failed")
    except (httpx.HTTPError, ValueError, KeyError):
        return False
