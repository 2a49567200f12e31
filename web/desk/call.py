"""What a handler of the desk is given: who asks, what was sent, the office, and the ways to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from jinja2 import Environment
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from knowledge.clock import Clock
from knowledge.desk import audit
from knowledge.desk.roles import may
from knowledge.desk.sessions import Limits
from knowledge.office import Office
from knowledge.personal.keys import Keyring
from knowledge.settings import Settings
from web.desk.wording import words

PREFIX = "/desk"


class Turned(Exception):
    """A request that is not answered as it wished: HTTP status and the key of a sentence in `errors`."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status, self.key = status, key


def not_there() -> Turned:
    """Return what to raise when the object of a path is not there, or not for this person."""
    return Turned(404, "not_there")


@dataclass(frozen=True)
class House:
    """What all calls share."""

    settings: Settings
    engine: Engine
    clock: Clock
    secret_key: bytes
    keys: Keyring
    templates: Environment
    limits: Limits
    provider_transport: httpx.BaseTransport | None = None

    @property
    def production(self) -> bool:
        """Whether cookies must be marked as secure."""
        return self.settings.app_env == "production"


@dataclass(frozen=True)
class Staff:
    """The person who is signed in."""

    id: int
    name: str
    shown_name: str
    role: str
    session: int
    must_change: bool
    local: bool

    def may(self, least: str) -> bool:
        """Tell whether this person may do what needs at least a role."""
        return may(self.role, least)


@dataclass(frozen=True)
class Upload:
    """A file that was sent with a form; `name` is what the browser called it, without folders."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Form:
    """The fields of a form, each with all its values, and the files; never empty strings for missing ones."""

    fields: dict[str, list[str]]
    files: dict[str, Upload]

    def text(self, name: str, longest: int = 2000) -> str:
        """Return a field without blanks around it; empty when it is missing. Too long a one turns the call away."""
        value = (self.fields.get(name) or [""])[0].replace("\r\n", "\n").strip()
        if len(value) > longest or "\x00" in value:
            raise Turned(422, "too_long")
        return value

    def raw(self, name: str) -> str:
        """Return a field as it was typed (passwords)."""
        return (self.fields.get(name) or [""])[0]

    def all(self, name: str) -> list[str]:
        """Return all values of a field (ticked boxes)."""
        return self.fields.get(name, [])


@dataclass(frozen=True)
class Call:
    """One request to the desk; the session of `office` is committed when the handler returns, not when it raises."""

    house: House
    request: Request
    office: Office
    form: Form
    staff: Staff | None
    csrf: str

    @property
    def me(self) -> Staff:
        """The person who is signed in; routes with a role always have one."""
        if self.staff is None:
            raise Turned(401, "sign_in")
        return self.staff

    @property
    def address(self) -> str:
        """The address of the browser."""
        return self.request.client.host if self.request.client else ""

    def part(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        """Return a part of the path that must be a number; anything else is not there."""
        value = self.part(name)
        if not (value.isascii() and value.isdecimal()) or len(value) > 9:
            raise not_there()
        return int(value)

    def asked(self, name: str, longest: int = 200) -> str:
        """Return a parameter of the address, blanks trimmed, cut to a length."""
        return self.request.query_params.get(name, "").strip()[:longest]

    def audit(self, action: str, thing: str = "", **detail: Any) -> None:
        """Write a row of the audit log in the same transaction; no personal data of applicants in it."""
        actor = audit.Actor(self.me.name, self.me.role)
        audit.write(self.office, self.house.secret_key, actor, action, thing, **detail)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Answer with a page."""
        return HTMLResponse(self.rendered(template, **values), status)

    def rendered(self, template: str, **values: Any) -> str:
        """Return a rendered template, or a part of a page that a script fetches."""
        said = words()["said"].get(self.asked("said"), "")
        common = {"staff": self.staff, "csrf": self.csrf, "said": said, "here": self.request.url.path, "call": self}
        return self.house.templates.get_template(template).render({**common, **values})

    def go(self, path: str, said: str = "") -> Response:
        """Answer an action by sending the browser to a page of the desk; `said` names a sentence of the wording."""
        if said and said not in words()["said"]:
            raise KeyError(f"no sentence {said!r} in web/desk/wording.yml")
        address = f"{PREFIX}{path}"
        if said:
            bare, mark, anchor = address.partition("#")
            address = f"{bare}{'&' if '?' in bare else '?'}said={said}{mark}{anchor}"
        return RedirectResponse(address, 303)
