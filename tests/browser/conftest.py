"""A fake office, a Chromium without network of its own, and pages to try the chat in."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette

from knowledge.settings import ROOT
from tests.browser.fake_server import Office, make_app, server
from tests.browser.host_pages import make_host
from tests.conftest import free_port, missing

SCREENS = ROOT / "build" / "screens"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = {"narrow": (320, 640), "phone": (390, 844), "desktop": (1280, 800)}
PATIENCE_MS = 8000
OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        missing("Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, headless=True, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def served(elsewhere: str) -> Iterator[tuple[Office, str]]:
    """The fake office and its address."""
    office = Office()
    with running(make_app(office, frozenset({elsewhere})), free_port()) as address:
        yield office, address


@pytest.fixture(scope="package")
def elsewhere() -> str:
    """The origin of the other website that may embed the chat."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="package")
def host_site(served: tuple[Office, str], elsewhere: str) -> Iterator[str]:
    """The other website and its port; under the name `localhost` it is an origin that may not embed."""
    port = int(elsewhere.rpartition(":")[2])
    with running(make_host(served[1]), port):
        yield str(port)


@contextmanager
def running(app: Starlette, port: int) -> Iterator[str]:
    """Serve an app and give its address."""
    made = server(app, port)
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not made.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    made.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def office(served: tuple[Office, str]) -> Office:
    """The fake office, with nothing remembered."""
    served[0].reset()
    return served[0]


@pytest.fixture
def open_page(browser: Browser, served: tuple[Office, str], office: Office) -> Iterator[OpenPage]:
    """Open a path at a size; the page must raise no error, break no content policy and ask no other server."""
    complaints: list[str] = []
    contexts = []

    def opened(path: str = "/chat", size: str = "desktop", script: str = "", **more: Any) -> Page:
        """`script` runs before the page's own; `more` goes to the browser's context."""
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=size != "desktop",
            locale="zh-CN",
            base_url=served[1],
            **more,
        )
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        page.on("request", lambda request: _own(request.url, served[1], complaints))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _own(url: str, base: str, complaints: list[str]) -> None:
    if not url.startswith((base, "about:", "data:", "blob:")):
        complaints.append(f"asked elsewhere: {url}")


@pytest.fixture
def chat(open_page: OpenPage) -> Page:
    """The chat page at desktop width, greeted."""
    page = open_page()
    page.locator(".reply").wait_for()
    return page


def ask(page: Page, text: str, replies: int | None = None) -> None:
    """Type a message, send it by Enter, and wait for one reply more (or for `replies` in all)."""
    wanted = page.locator(".reply").count() + 1 if replies is None else replies
    page.locator("textarea").fill(text)
    page.locator("textarea").press("Enter")
    page.locator(".reply").nth(wanted - 1).wait_for()


def screen(page: Page, name: str) -> Path:
    """Keep a picture of the page under build/screens/."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    path = SCREENS / f"{name}.png"
    page.screenshot(path=path)
    return path
