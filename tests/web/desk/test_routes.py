"""Every route of the desk by its rule: each role, with and without the token of the form, and objects of others."""

from __future__ import annotations

import re
from itertools import product

import pytest
from sqlalchemy import Engine, select
from starlette.routing import Mount

from knowledge.database import session_factory
from knowledge.models.desk import ROLES, StaffAccount, StaffSession
from tests.web.conftest import Site
from tests.web.desk.conftest import NewPerson
from web.desk.app import all_routes
from web.desk.table import ANYONE, UNSAFE, Route

# What stands for a part of a path; a route with a part that is not here fails until a line is added.
PARTS = {
    "account": "999999", "session": "999999", "kind": "service", "code": "talent-apartment", "change": "999999",
    "policy": "hongyan", "draft": "00000000", "list": "sensitive", "visit": "LJ20261124-NONE", "closure": "999999",
    "handover": "999999", "canned": "none", "ticket": "GD20261124-0000",
}  # fmt: skip
PARTS |= {"group": "999999", "set": "999999", "run": "999999", "release": "999999", "case": "999999"}
# Signing out ends what the test goes on with.
_ENDS_THE_SESSION = {"sign_out"}


def _path(route: Route) -> str:
    return re.sub(r"\{(\w+)\}", lambda part: PARTS[part[1]], route.path)


def _named(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_no_page_is_served_that_does_not_stand_in_the_table(site: Site) -> None:
    desk = next(
        route
        for route in site.app.state.staff.routes
        if getattr(route, "path", "") == "/desk" and isinstance(route, Mount)
    )
    served = {
        (method, route.path)
        for route in desk.app.routes
        if not (isinstance(route, Mount) and route.path == "/static")
        for method in route.methods - {"HEAD"}
    }
    assert served == {(route.method, route.path) for route in all_routes()}
    assert len(served) == len(all_routes()), "a route stands in the table twice"


def test_a_route_without_a_rule_cannot_be_made() -> None:
    assert {route.least for route in all_routes()} <= {*ROLES, ANYONE}
    assert {route.path for route in all_routes() if route.least == ANYONE} <= {
        "/sign-in", "/sign-in/provider", "/sign-in/provider/back",
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_every_route_knows_whom_it_serves_and_wants_the_token(new_person: NewPerson, role: str) -> None:
    person = new_person(role)
    token = person.csrf()
    for route in all_routes():
        allowed = route.least == ANYONE or ROLES.index(role) >= ROLES.index(route.least)
        if route.name in _ENDS_THE_SESSION:
            assert person.post(_path(route), csrf="").status_code == 403
            continue
        if route.method not in UNSAFE:
            status = person.get(_path(route)).status_code
            assert (status == 403) == (not allowed), f"{_named(route)} for {role}: {status}"
            assert status not in (401, 500, 503), _named(route)
            continue
        for given in ("", "forged", token[:-1] + ("A" if token[-1] != "A" else "B")):
            answer = person.post(_path(route), csrf=given)
            assert answer.status_code == 403, f"{_named(route)} without the token: {answer.status_code}"
        if route.least == ANYONE:
            continue
        answer = person.post(_path(route), csrf=token)
        assert (answer.status_code == 403) == (not allowed), f"{_named(route)} for {role}: {answer.status_code}"
        assert answer.status_code not in (401, 500, 503), _named(route)


def test_a_stranger_is_led_to_the_sign_in(new_person: NewPerson) -> None:
    stranger = new_person()
    token = stranger.csrf()
    for route in all_routes():
        if route.least == ANYONE:
            continue
        answer = stranger.get(_path(route)) if route.method == "GET" else stranger.post(_path(route), csrf=token)
        told = (
            answer.status_code == 401
            if route.background
            else answer.headers.get("location", "").startswith("/desk/sign-in")
        )
        assert told, _named(route)


def test_a_request_from_another_site_is_refused_even_with_the_token(new_person: NewPerson) -> None:
    person = new_person("admin")
    for route in all_routes():
        if route.method in UNSAFE:
            answer = person.post(_path(route), csrf=person.csrf(), headers={"Sec-Fetch-Site": "cross-site"})
            assert answer.status_code == 403, _named(route)


def test_objects_of_others_are_not_there(new_person: NewPerson, kept: Engine) -> None:
    new_person("editor")
    other = new_person("admin")
    with session_factory(kept)() as session:
        of_editor = session.scalar(select(StaffSession.id).join(StaffAccount).where(StaffAccount.name == "editor"))
    theirs = {"session": str(of_editor)}
    own = [route for route in all_routes() if route.own]
    assert own
    for route, token in product(own, [other.csrf()]):
        path = route.path.replace(f"{{{route.own}}}", theirs[route.own])
        assert other.post(path, csrf=token).status_code == 404, _named(route)


@pytest.mark.parametrize("number", ["0", "-1", "999999", "99999999999999999999", "١", "x", "1.5", "%00"])
def test_what_is_not_there_is_told_in_one_sentence(new_person: NewPerson, number: str) -> None:
    answer = new_person("admin").post(f"/accounts/{number}")
    assert answer.status_code == 404 and "没有找到" in answer.text
