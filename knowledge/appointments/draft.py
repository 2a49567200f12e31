"""What is known of a visit that is being booked, between two turns."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, time
from typing import Any

from language.dates import Moment


@dataclass(frozen=True)
class Draft:
    """A visit in the making: codes of service, case, hall and window, the wishes for a time, the key of what is held.

    `candidates` are the services among which the applicant chooses; the hall `any` means that he does not mind; `needs`
    are wheelchair and hearing; `proxy` tells that he books for somebody else.
    """

    service: str = ""
    candidates: tuple[str, ...] = ()
    case: str = ""
    hall: str = ""
    window: str = ""
    wishes: tuple[Moment, ...] = ()
    held: str = ""
    needs: tuple[str, ...] = ()
    proxy: bool = False
    language: str = "zh"

    def change(self, **values: Any) -> Draft:
        """Return the draft with some values changed."""
        return replace(self, **values)

    def dump(self) -> dict[str, Any]:
        """Return the draft as plain data for Rasa's slot."""
        data = asdict(self)
        data["wishes"] = [_dump_moment(moment) for moment in self.wishes]
        return data

    @classmethod
    def load(cls, data: dict[str, Any] | None) -> Draft:
        """Read what `dump` wrote; nothing gives an empty draft."""
        if not data:
            return cls()
        wishes = tuple(_load_moment(moment) for moment in data.get("wishes", ()))
        lists = {name: tuple(data.get(name, ())) for name in ("candidates", "needs")}
        return cls(**{**data, **lists, "wishes": wishes})


def _dump_moment(moment: Moment) -> dict[str, Any]:
    data = asdict(moment)
    return {
        name: value.isoformat() if isinstance(value, date | time) else value
        for name, value in data.items()
        if name != "spans"
    }


def _load_moment(data: dict[str, Any]) -> Moment:
    days = {name: date.fromisoformat(data[name]) for name in ("date_from", "date_to") if data.get(name)}
    times = {name: time.fromisoformat(data[name]) for name in ("time_from", "time_to") if data.get(name)}
    return Moment(**{**data, **days, **times})
