"""The benchmark of scale: its clauses are the same for a seed, and its figures are there."""

from __future__ import annotations

import random

import pytest

from benchmarks.scale import clauses, measure, slope_of


def test_clauses_are_as_many_as_asked_and_the_same_for_a_seed() -> None:
    made = clauses(120, random.Random(1))  # noqa: S311
    assert len(made) == 120
    assert made == clauses(120, random.Random(1))  # noqa: S311
    assert len({passage.subject for passage in made}) == 3
    assert all(40 <= len(passage.text) <= 160 for passage in made)


def test_the_slope_is_that_of_the_logarithms() -> None:
    assert slope_of({1000: 2.0, 10000: 20.0, 100000: 200.0}) == pytest.approx(1)
    assert slope_of({1000: 5.0, 100000: 5.0}) == pytest.approx(0)
    assert slope_of({1000: 5.0}) is None


def test_a_small_size_is_measured() -> None:
    figures = measure(100)
    assert {"p50_ms", "p99_ms", "build_s", "refresh_s", "memory_mb", "peak_mb"} == set(figures)
    assert 0 < figures["p50_ms"] <= figures["p99_ms"]
