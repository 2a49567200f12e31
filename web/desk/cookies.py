"""The cookies of the desk: the session's, and a visitor's that ties the sign-in form to one browser."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from web.desk.call import PREFIX, House

_SESSION, _VISITOR, _PROVIDER = "desk_session", "desk_visitor", "desk_provider"
_PROVIDER_SECONDS = 600


def session_token(house: House, request: Request) -> str:
    """Return the token of the session, or nothing."""
    return request.cookies.get(_named(house, _SESSION), "")


def keep_session(house: House, response: Response, token: str) -> None:
    """Let the browser keep the token until it is closed; scripts never see it."""
    _set(house, response, _SESSION, token)


def drop_session(house: House, response: Response) -> None:
    """Let the browser forget the token."""
    response.delete_cookie(_named(house, _SESSION), path=PREFIX, secure=house.production, httponly=True)


def visitor(house: House, request: Request) -> str:
    """Return the name of a browser that is not signed in, or nothing."""
    return request.cookies.get(_named(house, _VISITOR), "")


def keep_visitor(house: House, response: Response, name: str) -> None:
    """Give a browser that is not signed in a name."""
    _set(house, response, _VISITOR, name)


def provider_state(house: House, request: Request) -> str:
    """Return what was kept while the person is at the identity provider, or nothing."""
    return request.cookies.get(_named(house, _PROVIDER), "")


def keep_provider_state(house: House, response: Response, state: str) -> None:
    """Keep something for the ten minutes in which the person is at the identity provider."""
    _set(house, response, _PROVIDER, state, _PROVIDER_SECONDS)


def _set(house: House, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    response.set_cookie(
        _named(house, name), value, max_age=seconds, path=PREFIX, secure=house.production, httponly=True, samesite="lax"
    )


def _named(house: House, name: str) -> str:
    # The prefix makes browsers refuse the cookie from anywhere without TLS.
    return f"__Secure-{name}" if house.production else name
