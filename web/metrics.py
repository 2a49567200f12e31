"""Counts for /metrics, in Prometheus' text format."""

from __future__ import annotations

import threading
from collections import Counter


class Metrics:
    """Turns by outcome and the time they took, of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: Counter[str] = Counter()
        self._seconds = 0.0

    def turn(self, status: str, seconds: float) -> None:
        """Count one turn."""
        with self._lock:
            self._turns[status] += 1
            self._seconds += seconds

    def text(self) -> str:
        """Return the counts."""
        with self._lock:
            lines = ["# TYPE talent_turns_total counter"]
            lines += [
                f'talent_turns_total{{status="{status}"}} {count}' for status, count in sorted(self._turns.items())
            ]
            lines += ["# TYPE talent_turn_seconds summary", f"talent_turn_seconds_sum {self._seconds:.6f}"]
            lines.append(f"talent_turn_seconds_count {sum(self._turns.values())}")
        return "\n".join(lines) + "\n"
