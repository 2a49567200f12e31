"""One table on the screen, the same figures in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path


def show(title: str, rows: Mapping[str, Mapping[str, object]]) -> None:
    """Print a table: a row for each key, a column for each key of the rows."""
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    cells = [["", *columns]] + [
        [name, *(_written(row.get(column)) for column in columns)] for name, row in rows.items()
    ]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns) + 1)]
    print(title)
    for line in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def write(path: Path | None, figures: Mapping[str, object]) -> None:
    """Write the figures as JSON, if a file is named."""
    if path is not None:
        path.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _written(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else "" if value is None else str(value)
