"""An eligibility check between two turns: what is checked, what is known, what was asked last."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from knowledge.eligibility.values import Value, dump_value, load_value

# The slot of a button that answers a check.
SLOT = "check"
# After so long an interrupted check, and all that was said in it, is gone (domain notes 05: ≤30分钟).
KEPT = timedelta(minutes=30)
Mode = Literal["check", "class", "amount", "fits", "choose"]


@dataclass(frozen=True)
class CheckState:
    """A check. `code` names the programme, or the audience whose programmes are gone through (mode fits).

    In mode choose the programme is still open: `code` is the mode that follows.

    `known`, `skipped`: by field; `asked` is the field of the open question, empty when none is open; `unsure` a value
    to be confirmed first; `wanted` the class that the applicant named; `priced` that an amount is wanted; `answered`
    are the fields in the order they were told, `given` how many of them without a question; `before` what was known
    before a fact was changed; `strayed` how many other questions came in between; `at` when it was last touched.
    """

    mode: Mode
    code: str
    known: dict[str, Value] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    asked: str = ""
    unsure: dict[str, Value] = field(default_factory=dict)
    wanted: str = ""
    priced: bool = False
    answered: tuple[str, ...] = ()
    given: int = 0
    before: dict[str, Any] = field(default_factory=dict)
    strayed: int = 0
    at: str = ""

    @property
    def waits(self) -> bool:
        """Whether a question is open."""
        return self.mode != "choose" and bool(self.asked or self.unsure)

    def change(self, **values: Any) -> CheckState:
        """Return the state with some values changed."""
        return replace(self, **values)

    def told(self, values: dict[str, Value]) -> CheckState:
        """Return the state with what was told; a value that was confirmed or told anew is no longer unsure."""
        new = tuple(code for code in values if code not in self.answered)
        skipped = tuple(code for code in self.skipped if code not in values)
        unsure = {code: value for code, value in self.unsure.items() if code not in values}
        return replace(
            self, known={**self.known, **values}, skipped=skipped, unsure=unsure, answered=(*self.answered, *new)
        )

    def without(self, *codes: str) -> CheckState:
        """Return the state without these fields, as if they had never been told."""
        return replace(
            self,
            known={code: value for code, value in self.known.items() if code not in codes},
            skipped=tuple(code for code in self.skipped if code not in codes),
            answered=tuple(code for code in self.answered if code not in codes),
        )

    def dump(self, now: datetime) -> dict[str, Any]:
        """Return the state as plain data for Rasa's slot."""
        plain = asdict(self)
        for name in ("known", "unsure"):
            plain[name] = {code: dump_value(value) for code, value in getattr(self, name).items()}
        return {**plain, "at": now.isoformat()}

    @classmethod
    def load(cls, data: dict[str, Any] | None, now: datetime) -> CheckState | None:
        """Read what `dump` wrote; nothing, or a check that rested too long, gives None."""
        if not data or now - datetime.fromisoformat(data["at"]) > KEPT:
            return None
        plain = {**data, "skipped": tuple(data["skipped"]), "answered": tuple(data["answered"])}
        for name in ("known", "unsure"):
            plain[name] = {code: load_value(value) for code, value in data[name].items()}
        return cls(**plain)
