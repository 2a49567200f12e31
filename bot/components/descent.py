"""Minimising a smooth convex function of millions of numbers: L-BFGS (Nocedal and Wright 2006, algorithm 7.5).

scipy's L-BFGS-B spends three quarters of the time on bounds that we do not have and on doubles that we do not need.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from bot.components.features import Numbers

# Sixty steps give the accuracy of two hundred; forty lose 0.3 points (docs/quality.md).
_STEPS = 60
_MEMORY = 8
_ENOUGH = 1e-4
_SHARE_OF_SLOPE = 1e-4
_HALVINGS = 20


def minimise(loss: Callable[[Numbers], tuple[float, Numbers]], start: Numbers) -> Numbers:
    """Give where `loss` (value and gradient at a point) is least, searched from `start`, after at most sixty steps."""
    point, (value, gradient) = start, loss(start)
    past: deque[tuple[Numbers, Numbers]] = deque(maxlen=_MEMORY)
    for _ in range(_STEPS):
        direction = _downhill(gradient, past)
        slope = _dot(gradient, direction)
        length = 1.0 if past else 1.0 / max(1.0, float(np.abs(gradient).max()))
        for _ in range(_HALVINGS):
            following = point + np.float32(length) * direction
            after, turned = loss(following)
            if after <= value + _SHARE_OF_SLOPE * length * slope:
                break
            length /= 2
        else:
            return point
        moved, changed = following - point, turned - gradient
        if _dot(moved, changed) > 0:
            past.append((moved, changed))
        finished = value - after < _ENOUGH * max(1.0, abs(after))
        point, value, gradient = following, after, turned
        if finished:
            break
    return point


def _downhill(gradient: Numbers, past: deque[tuple[Numbers, Numbers]]) -> Numbers:
    """Turn the gradient by what the last steps say of the curvature."""
    direction = gradient.copy()
    taken: list[float] = []
    for moved, changed in reversed(past):
        share = _dot(moved, direction) / _dot(moved, changed)
        taken.append(share)
        direction -= np.float32(share) * changed
    if past:
        moved, changed = past[-1]
        direction *= np.float32(_dot(moved, changed) / _dot(changed, changed))
    for (moved, changed), share in zip(past, reversed(taken), strict=True):
        direction += np.float32(share - _dot(changed, direction) / _dot(moved, changed)) * moved
    return -direction


def _dot(one: Numbers, other: Numbers) -> float:
    return float(np.vdot(one, other))
