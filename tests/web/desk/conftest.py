"""The desk in the running app, with an account of every role and browsers that sign in."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from sqlalchemy import Engine

from knowledge.database import session_factory
from knowledge.desk.passwords import hashed
from knowledge.models.desk import ROLES, StaffAccount
from tests.conftest import NOW
from tests.web.conftest import Site

PASSWORD = "invented horse staple 7"
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class Person:
    """A browser of its own at the desk, signed in or not."""

    portal: BlockingPortal
    client: httpx.AsyncClient

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Open a page of the desk."""
        return self.portal.call(partial(self.client.get, f"/desk{path}", **more))

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, csrf: str | None = None, **more: Any
    ) -> httpx.Response:
        """Send a form, with the token of the pages or the one that is given."""
        token = self.csrf() if csrf is None else csrf
        return self.portal.call(partial(self.client.post, f"/desk{path}", data={"csrf": token, **(data or {})}, **more))

    def csrf(self) -> str:
        """Return the token that the pages carry for this browser."""
        page = self.get("/account")
        if page.status_code != 200:
            page = self.get("/sign-in")
        found = _TOKEN.search(page.text)
        assert found, page.text
        return found[1]

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in."""
        return self.post("/sign-in", {"name": name, "password": password})


@functools.cache
def _hash() -> str:
    """The hash takes its time on purpose: make it once."""
    return hashed(PASSWORD)


NewPerson = Callable[..., Person]


@pytest.fixture
def staff(kept: Engine) -> None:
    """One account of every role, each named as its role, and a second editor and publisher."""
    with session_factory(kept, writes=True)() as session, session.begin():
        for name, role in [*zip(ROLES, ROLES, strict=True), ("editor2", "editor"), ("publisher2", "publisher")]:
            session.add(StaffAccount(name=name, shown_name=f"示例{name}", role=role, password=_hash(), created_at=NOW))


@pytest.fixture
def new_person(site: Site, staff: None) -> Iterator[NewPerson]:
    """Make a browser; with a name it signs in."""
    made: list[httpx.AsyncClient] = []

    def new(name: str = "", address: str = "127.0.0.1") -> Person:
        transport = httpx.ASGITransport(site.app.state.staff, client=(address, 1))
        client = httpx.AsyncClient(transport=transport, base_url="http://office.test")
        made.append(client)
        person = Person(site.client.portal, client)
        if name:
            answer = person.sign_in(name)
            assert answer.status_code == 303, answer.text
        return person

    yield new
    for client in made:
        site.client.portal.call(client.aclose)
