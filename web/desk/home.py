"""The first page: what this person may do."""

from __future__ import annotations

from starlette.responses import Response

from web.desk.call import Call
from web.desk.table import Table

table = Table()


@table.get("/", least="viewer")
def home(call: Call) -> Response:
    """Show the ways to the pages of this role."""
    return call.page("home.html")
