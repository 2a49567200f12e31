"""The gate that every request to the desk passes: who is it, may he, did he mean it; then one transaction."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from dataclasses import replace

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from knowledge.database import session_factory
from knowledge.desk import sessions
from knowledge.models.desk import StaffSession
from knowledge.office import Office
from web.desk import cookies
from web.desk.call import PREFIX, Call, Form, House, Staff, Turned, Upload
from web.desk.table import ANYONE, UNSAFE, Route
from web.desk.wording import words
from web.failures import reference_of

_NOTHING = Form({}, {})
# Stricter than the public pages: nothing is kept, nothing frames the desk, forms go nowhere else.
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
}
_MOST_FIELDS = 2000
# Where one may go who must first give himself a new password.
_WITHOUT_NEW_PASSWORD = ("/account", "/account/password", "/sign-out")


class Gate:
    """The ASGI app of one path."""

    def __init__(self, house: House, methods: dict[str, Route]) -> None:
        self._house, self._methods = house, methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        route = self._methods.get("GET" if request.method == "HEAD" else request.method)
        response: Response
        if route is None:
            response = problem_page(self._house, request, 405, "wrong")
        else:
            form = await _form(request) if route.method in UNSAFE else _NOTHING
            response = await asyncio.to_thread(self._answered, request, route, form)
        for name, value in _HEADERS.items():
            response.headers[name] = value
        await response(scope, receive, send)

    def _answered(self, request: Request, route: Route, form: Form) -> Response:
        try:
            response = self._worked(request, route, form)
        except Turned as turned:
            if turned.status == 401:
                response = _to_sign_in(request, route)
            else:
                response = problem_page(self._house, request, turned.status, turned.key, background=route.background)
        except IntegrityError as problem:
            # Two people did the same at the same moment; the database kept one.
            reference_of(problem)
            response = problem_page(self._house, request, 409, "meanwhile")
        except SQLAlchemyError as problem:
            response = problem_page(self._house, request, 503, "failed", reference=reference_of(problem))
        return response

    def _worked(self, request: Request, route: Route, form: Form) -> Response:
        house, writes = self._house, route.writes
        if route.method in UNSAFE and request.headers.get("sec-fetch-site", "same-origin") not in (
            "same-origin",
            "none",
        ):
            raise Turned(403, "csrf")
        with session_factory(house.engine, writes=writes)() as session:
            office = Office(session, house.clock(), house.settings.examples_visible)
            with session.begin():
                kept = _session(house, office, request)
                staff = _staff(kept) if kept is not None else None
                fresh_cookie = ""
                if kept is not None:
                    csrf = kept.csrf
                else:
                    csrf, fresh_cookie = _before_sign_in(house, request)
                call = Call(house, request, office, form, staff, csrf)
                _check(route, call)
                seen = kept is not None and not route.background and sessions.wants_seeing(office, kept)
                if seen and writes and kept is not None:
                    kept.seen_at = office.now
                response = route.handler(call)
        if seen and not writes and kept is not None:
            self._see(replace(office), kept.id)
        if fresh_cookie and route.least == ANYONE:
            cookies.keep_visitor(house, response, fresh_cookie)
        return response

    def _see(self, office: Office, session_id: int) -> None:
        with session_factory(self._house.engine, writes=True)() as session, session.begin():
            sessions.see(replace(office, session=session), session_id)


def problem_page(
    house: House, request: Request, status: int, key: str, *, reference: str = "", background: bool = False
) -> Response:
    """Return a page (or, for scripts, JSON) that says in one sentence what is wrong."""
    sentence = words()["errors"][key].format(reference=reference)
    if background or "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": {"code": key, "message": sentence}}, status)
    return HTMLResponse(house.templates.get_template("problem.html").render(sentence=sentence, said=""), status)


def _check(route: Route, call: Call) -> None:
    """Turn away who may not, and what was not meant; in this order, so that a stranger learns nothing."""
    if route.least != ANYONE:
        if not call.me.may(route.least):
            raise Turned(403, "not_allowed")
        if call.me.must_change and route.path not in _WITHOUT_NEW_PASSWORD:
            raise Turned(403, "change_first")
    if route.method in UNSAFE:
        given = call.form.raw("csrf") or call.request.headers.get("x-csrf-token", "")
        if not call.csrf or not hmac.compare_digest(given.encode(), call.csrf.encode()):
            raise Turned(403, "csrf")


def _session(house: House, office: Office, request: Request) -> StaffSession | None:
    token = cookies.session_token(house, request)
    return sessions.find_session(office, token, house.limits) if token else None


def _staff(kept: StaffSession) -> Staff:
    account = kept.account
    local = bool(account.password)
    return Staff(account.id, account.name, account.shown_name, account.role, kept.id, account.must_change, local)


def _before_sign_in(house: House, request: Request) -> tuple[str, str]:
    """Return the form's token of one who is not signed in, and the visitor's cookie to set if there is none yet."""
    visitor = cookies.visitor(house, request)
    fresh = "" if visitor else secrets.token_urlsafe(24)
    token = hmac.new(house.secret_key, f"desk visitor {visitor or fresh}".encode(), "sha256").hexdigest()
    return token, fresh


def _to_sign_in(request: Request, route: Route) -> Response:
    if route.background or route.method in UNSAFE:
        return (
            JSONResponse({"error": {"code": "sign_in", "message": words()["errors"]["sign_in"]}}, 401)
            if (route.background or "application/json" in request.headers.get("accept", ""))
            else RedirectResponse(f"{PREFIX}/sign-in?said=signed_out", 303)
        )
    return RedirectResponse(f"{PREFIX}/sign-in", 303)


async def _form(request: Request) -> Form:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return _NOTHING
    fields: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    async with request.form(max_fields=_MOST_FIELDS) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                called = (value.filename or "").replace("\\", "/").rpartition("/")[2][:200]
                if called:
                    files[name] = Upload(called, await value.read())
            else:
                fields.setdefault(name, []).append(value)
    return Form(fields, files)
