"""The widget as it is served: within its budget, always the newest, free of what WeChat's browser cannot do."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Site
from web import bundle

BUDGET_BYTES = 20_000
FILES = ("/chat", "/widget.js", "/widget/chat.js", "/widget/styles.css", "/widget/icon.svg")


def _get(site: Site, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    client = site.client

    async def fetch() -> tuple[int, bytes, dict[str, str]]:
        async with client.client.stream("GET", path, headers=named) as answer:
            raw = b"".join([piece async for piece in answer.aiter_raw()])
            return answer.status_code, raw, dict(answer.headers)

    return client.portal.call(fetch)


def test_everything_together_stays_within_the_budget_on_the_wire(site: Site) -> None:
    weights = {path: len(_get(site, path, Accept_Encoding="gzip")[1]) for path in FILES}
    assert sum(weights.values()) <= BUDGET_BYTES, weights


@pytest.mark.parametrize("path", ["/widget.js", "/widget/chat.js", "/widget/styles.css"])
def test_what_has_not_changed_is_not_sent_again(site: Site, path: str) -> None:
    status, _, headers = _get(site, path)
    assert status == 200 and headers["cache-control"] == "no-cache"
    again, body, _ = _get(site, path, If_None_Match=f"W/{headers['etag']}")
    assert (again, body) == (304, b"")
    assert _get(site, path, If_None_Match='"something-else"')[0] == 200


def test_the_bundle_holds_every_module_and_imports_nothing() -> None:
    script = bundle.script().decode()
    for module in bundle.WIDGET.glob("*.js"):
        if module.name != "widget.js":
            declared = re.findall(
                r"^export (?:async )?(?:function|const|let|class) (\w+)", module.read_text("utf-8"), re.M
            )
            assert all(re.search(rf"\b{name}\b", script) for name in declared), module.name
    assert "customElements.define" in script
    assert not re.search(r"^(import|export) ", script, re.M)
    assert "https://" not in script.replace("http://www.w3.org", "")


def test_the_sources_are_written_so_that_they_can_be_joined() -> None:
    for module in bundle.WIDGET.glob("*.js"):
        for number, line in enumerate(module.read_text("utf-8").splitlines(), 1):
            assert line.count("`") % 2 == 0, f"{module.name}:{number}: a text over several lines would lose its blanks"


def test_nothing_opens_a_dialog_or_makes_markup_of_text() -> None:
    refused = re.compile(
        r"\b(?:alert|confirm|prompt)\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\("
    )
    found = [(path.name, refused.findall(path.read_text("utf-8"))) for path in bundle.WIDGET.glob("*.js")]
    assert [each for each in found if each[1]] == []
