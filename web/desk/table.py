"""The table of routes: method, path, the least role, and what is done; no page is served that does not stand in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from knowledge.models.desk import ROLES
from web.desk.call import Call

ANYONE = "anyone"
"""The rule of the few routes that need no sign-in."""
Handler = Callable[[Call], Response]
UNSAFE = ("POST",)


@dataclass(frozen=True)
class Route:
    """One route and its rule.

    `background` pages are fetched by scripts: they do not keep a session alive. `largest` is the most bytes of a body.
    `own` names the path parameter that is an object of the one who is signed in: another's is answered with 404.
    A GET that `writes` needs a proof of its own.
    """

    method: str
    path: str
    least: str
    handler: Handler
    background: bool = False
    largest: int = 0
    own: str = ""
    writes: bool = False

    @property
    def name(self) -> str:
        """The name of the handler, by which templates and tests speak of the route."""
        return self.handler.__name__


class Table:
    """The routes of a group of pages; `web.desk.app` joins the groups."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def get(
        self, path: str, *, least: str, background: bool = False, writes: bool = False
    ) -> Callable[[Handler], Handler]:
        """Declare a page; it may read only, unless `writes` says so. `path` begins with / and is below /desk."""
        return self._add("GET", path, least, background=background, writes=writes)

    def post(self, path: str, *, least: str, largest: int = 0, own: str = "") -> Callable[[Handler], Handler]:
        """Declare an action: it wants the token of the form, and writes in one transaction."""
        return self._add("POST", path, least, largest=largest, own=own)

    def _add(
        self,
        method: str,
        path: str,
        least: str,
        *,
        background: bool = False,
        largest: int = 0,
        own: str = "",
        writes: bool = False,
    ) -> Callable[[Handler], Handler]:
        if least not in (*ROLES, ANYONE):
            raise ValueError(f"{method} {path}: a role was expected, came {least!r}")

        def add(handler: Handler) -> Handler:
            self.routes.append(
                Route(method, path, least, handler, background, largest, own, writes or method in UNSAFE)
            )
            return handler

        return add
