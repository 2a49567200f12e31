"""One office calendar and one moment: Wednesday, 2 December 2026, ten in the morning."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from language.calendar import ListedCalendar
from language.dates import When, parse_when

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=SHANGHAI)

Read = Callable[..., When]


@pytest.fixture(scope="session")
def calendar() -> ListedCalendar:
    """New Year is a Friday; Spring Festival 5 to 12 February with one Sunday worked; the plan ends with 2027."""
    spring = {date(2027, 2, 5) + timedelta(days=step): "春节" for step in range(8)}
    national = {date(2027, 10, day): "国庆节" for day in range(1, 8)}
    return ListedCalendar.from_lists(
        {date(2027, 1, 1): "元旦", **spring, **national}, [date(2027, 2, 14)], date(2027, 12, 31)
    )


@pytest.fixture
def read(calendar: ListedCalendar) -> Read:
    """Read a sentence on that Wednesday, or at the moment given."""

    def parse(text: str, now: datetime = NOW) -> When:
        return parse_when(text, now, calendar)

    return parse
