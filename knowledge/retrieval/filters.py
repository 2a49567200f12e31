"""Which passages a search may return, decided for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.passages import Passage

Mask = NDArray[np.bool_]
_LAST_DAY = date.max.toordinal()


@dataclass(frozen=True)
class Filter:
    """An empty field lets everything through.

    `audience` is a word that the audience of a passage must contain (企业, 博士); a passage without one is for all.
    """

    kinds: frozenset[str]
    examples: bool = True
    on: date | None = None
    level: str = ""
    audience: str = ""


@dataclass(frozen=True)
class Facets:
    """What passages can be filtered by, as columns; names stand in the columns as their number in `names`."""

    names: tuple[str, ...] = ()
    columns: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 6), np.int32))

    def changed(self, kept: Mask, added: Sequence[Passage]) -> Facets:
        """Return the facets of the passages that are kept, in their order, followed by those that are added."""
        numbers = {name: number for number, name in enumerate(self.names)}
        rows = [
            (
                *(numbers.setdefault(name, len(numbers)) for name in (p.kind, p.level, p.audience)),
                int(p.example),
                p.begins.toordinal() if p.begins else 0,
                p.ends.toordinal() if p.ends else _LAST_DAY,
            )
            for p in added
        ]
        new = np.array(rows, np.int32).reshape(len(rows), 6)
        return Facets(tuple(numbers), np.concatenate([self.columns[kept], new]))

    def allowed(self, filters: Filter) -> dict[str, Mask]:
        """Return for each filter that is set which passages it lets through, by the reason it gives for the others."""
        kinds, levels, audiences, examples, begins, ends = self.columns.T
        masks = {"kind": self._among(kinds, lambda name: name in filters.kinds)}
        if not filters.examples:
            masks["example"] = examples == 0
        if filters.on is not None:
            masks["not_in_force"] = (begins <= filters.on.toordinal()) & (ends >= filters.on.toordinal())
        if filters.level:
            masks["level"] = self._among(levels, lambda name: name in ("", filters.level))
        if filters.audience:
            masks["audience"] = self._among(audiences, lambda name: not name or filters.audience in name)
        return masks

    def _among(self, column: NDArray[np.int32], fits: Callable[[str], bool]) -> Mask:
        return np.isin(column, [number for number, name in enumerate(self.names) if fits(name)])
